/* SPDX-License-Identifier: MIT */
/*
 * Checks rights and limits against each other.  If keys of [Container] and
 * [Service] set the same limit, the smaller value counts, with a warning.
 */
#include "supervisor/units/keys/check_rights.h"

#include "init/fmt.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

int check_rights_keep(struct draft *u)
{
	static struct unit_rights
		/*
		 * Not const, because const data takes room in the program's
		 * file.
		 */
		none;
	struct unit_rights *e;

	/* Bytes between fields may differ: then an empty struct is kept. */
	/* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-*) */
	if (memcmp(&u->rights, &none, sizeof(none)) == 0)
		return 0;
	e = arena_alloc(&u->unit.arena, sizeof(*e));
	if (!e)
		return -ENOMEM;
	*e = u->rights;
	u->rights = none;
	u->unit.conf.rights = e;
	return 0;
}

static void tell_both(struct draft *u, const char *own, const char *service)
{
	unsigned first = keys_last(u, SECTION_CONTAINER, own);
	unsigned second = keys_last(u, SECTION_SERVICE, service);

	if (first && second)
		report_warning(&u->report, second,
			"%s= in line %u and %s= set the same limit, the "
			"smaller one counts",
			own, u->report.places[first - 1].line, service);
}

static void check_rlimits(struct draft *u, const struct unit_rights *e)
{
	unsigned both = e->ulimits.set & e->limits.set;
	char key[24];

	for (unsigned i = 0; i < RIGHTS_RLIMITS; i++)
		if ((both >> i & 1U) != 0 &&
			fmt_print(key, sizeof(key), "Limit%s",
				rights_rlimit_name(i)) > 0)
			tell_both(u, "Ulimit", key);
}

static void check_scheduling(struct draft *u, const struct unit_rights *e)
{
	bool real =
		e->sched_policy.set && (e->sched_policy.n == SCHED_FIFO ||
					       e->sched_policy.n == SCHED_RR);

	if (e->sched_priority.set && !real)
		report_error(&u->report,
			keys_last(u, SECTION_SERVICE, "CPUSchedulingPriority"),
			"CPUSchedulingPriority= needs CPUSchedulingPolicy=fifo "
			"or rr");
	if (e->cpu_period_ms && !e->cpu_quota)
		report_warning(&u->report,
			keys_last(u, SECTION_SERVICE, "CPUQuotaPeriodSec"),
			"CPUQuotaPeriodSec= has no effect without CPUQuota=");
}

static void check_latency(struct draft *u, const struct unit_rights *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->io.n; i++)
		n += !strncmp(e->io.v[i], "latency=", 8);
	if (n > 1)
		report_error(&u->report,
			keys_last(
				u, SECTION_SERVICE, "IODeviceLatencyTargetSec"),
			"IODeviceLatencyTargetSec= can be set for one device "
			"only");
}

/*
 * The container's root must be mapped: it owns the image's files and sets the
 * container up.
 */
static void check_map(struct draft *u, enum keys_section section,
	const struct strv *maps, const char *key)
{
	bool root = maps->n == 0;

	for (size_t i = 0; i < maps->n; i++)
		root |= !strncmp(maps->v[i], "0:", 2);
	if (!root)
		report_error(&u->report, keys_last(u, section, key),
			"%s= does not map 0, the container's root", key);
}

void check_rights_userns(struct draft *u, enum keys_section section)
{
	const struct unit_rights *e = rights_of(u->unit.conf.rights);

	check_map(u, section, &e->uid_maps, "UIDMap");
	check_map(u, section, &e->gid_maps, "GIDMap");
	if (e->userns && e->uid_maps.n + e->gid_maps.n > 0)
		report_error(&u->report, keys_last(u, section, "UserNS"),
			"UserNS= and UIDMap= exclude each other");
}

void check_rights(struct draft *u)
{
	const struct unit_rights *e = rights_of(u->unit.conf.rights);

	tell_both(u, "Memory", "MemoryMax");
	tell_both(u, "PidsLimit", "TasksMax");
	check_rlimits(u, e);
	check_scheduling(u, e);
	check_latency(u, e);
	check_rights_userns(u, SECTION_CONTAINER);
	for (size_t i = 0; i < e->sysctls.n; i++)
		if (u->unit.conf.network == NETWORK_HOST &&
			!strncmp(e->sysctls.v[i], "net.", 4))
			report_error(&u->report,
				keys_last(u, SECTION_CONTAINER, "Sysctl"),
				"Sysctl=%.60s would change the device's own "
				"network (Network=host)",
				e->sysctls.v[i]);
}

int check_rights_control(struct draft *u)
{
	const struct unit_rights *e = rights_of(u->unit.conf.rights);
	struct unit_conf *conf = &u->unit.conf;
	struct unit_volume volume = {.by = BY_CONTROL};
	struct unit_volume *grown;
	bool asks = e->control >= RIGHTS_CONTROL_UPDATE;
	char path[PATH_MAX];
	int rc;

	if (e->control == RIGHTS_CONTROL_NONE)
		return 0;
	if (asks && e->userns && strcmp(e->userns, "host") != 0)
		report_error(&u->report, keys_last(u, SECTION_X_TCR, "Control"),
			"Control=full and update need root of the device, "
			"which is not "
			"in a user namespace (UserNS=)");
	rc = asks ? paths_unit(path, NULL, "control")
		  : fmt_print(path, sizeof(path), "%s", paths_public());
	if (rc >= 0)
		rc = arena_set(&u->unit.arena, &volume.source, path);
	if (rc == 0)
		rc = arena_set(&u->unit.arena, &volume.destination,
			asks ? PATHS_INSIDE "/control" : PATHS_INSIDE);
	if (rc == 0)
		rc = arena_set(&u->unit.arena, &volume.options, "ro");
	grown = rc < 0 ? NULL
		       : arena_grow(&u->unit.arena, conf->volumes,
				 conf->volume_count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	conf->volumes = grown;
	conf->volumes[conf->volume_count++] = volume;
	return 0;
}
