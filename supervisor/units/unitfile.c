/* SPDX-License-Identifier: MIT */
/*
 * From the text of a unit file to a unit.  The whole file is read whatever is
 * wrong with it, so that all of it is told; nothing of a bad unit is used but
 * its name and description.
 */
#include "supervisor/units/unitfile.h"

#include "init/fmt.h"
#include "supervisor/units/ini.h"
#include "supervisor/units/nearest.h"
#include "supervisor/units/volume.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A file of nothing but problems is not read to its end: it may be large. */
#define PROBLEMS_MAX 100

const char *unitfile_relation_key(enum unitfile_relation relation)
{
	static const char *const names[] = {
		[RELATION_AFTER] = "After",
		[RELATION_BEFORE] = "Before",
		[RELATION_REQUIRES] = "Requires",
		[RELATION_WANTS] = "Wants",
	};

	return names[relation];
}

const char *unitfile_dir(const struct unitfile *u, size_t *len)
{
	const char *slash = strrchr(u->report.path, '/');

	*len = slash ? (size_t)(slash - u->report.path) : 0;
	return u->report.path;
}

/* A section that a file of this kind may have. */
static bool fits(enum unit_kind kind, enum keys_section section)
{
	switch (section) {
	case SECTION_UNIT:
	case SECTION_QUADLET:
		return true;
	case SECTION_CONTAINER:
	case SECTION_SERVICE:
	case SECTION_INSTALL:
		return kind == UNIT_CONTAINER;
	case SECTION_UPLINK:
		return kind == UNIT_UPLINK;
	case SECTION_COUNT:
		break;
	}
	return false;
}

static int take_section(void *data, const char *name, unsigned line)
{
	struct unitfile *u = data;
	enum keys_section section = keys_section_find(name);
	static const char *const types = "Container Pod Network Volume Image "
					 "Build Kube Artifact Uplink Service "
					 "Install";
	struct nearest n = nearest_begin(name);
	const char *near;

	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	if (fits(u->unit.kind, section) || !strncmp(name, "X-", 2))
		return 0;
	nearest_try_words(&n, types);
	near = nearest_end(&n);
	if (near && !strcmp(near, name)) {
		report_error(&u->report, line,
			"[%s] does not belong in this kind of file", name);
		return 0;
	}
	nearest_try_words(&n, "Unit Quadlet");
	near = nearest_end(&n);
	report_warning(&u->report, line, "unknown section [%s], ignored%s%s%s",
		name, near ? " (did you mean [" : "", near ? near : "",
		near ? "]?)" : "");
	return 0;
}

static int take_value(void *data, const char *section, const char *key,
	char *value, unsigned line)
{
	struct unitfile *u = data;
	enum keys_section s = keys_section_find(section);

	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	/* Otherwise the section's header has been complained about. */
	return fits(u->unit.kind, s) ? keys_assign(u, s, key, value, line) : 0;
}

static void take_problem(
	void *data, bool error, unsigned line, const char *text)
{
	struct unitfile *u = data;

	if (error)
		report_error(&u->report, line, "%s", text);
	else
		report_warning(&u->report, line, "%s", text);
}

static const char *target(const struct unit_conf *conf, size_t i)
{
	return i < conf->volume_count
		       ? conf->volumes[i].destination
		       : conf->tmpfs[i - conf->volume_count].destination;
}

static void check_mounts(struct unitfile *u)
{
	const struct unit_conf *conf = &u->unit.conf;
	size_t count = conf->volume_count + conf->tmpfs_count;

	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (j < i && strcmp(target(conf, i), target(conf, j)) != 0)
			j++;
		if (j < i)
			report_error(&u->report, 0,
				"two mounts at %s (Volume=, Tmpfs=)",
				target(conf, i));
	}
}

static void check_stop(struct unitfile *u)
{
	struct unit_conf *conf = &u->unit.conf;
	unsigned own = keys_line(u, SECTION_CONTAINER, "StopTimeout");
	unsigned line = keys_line(u, SECTION_SERVICE, "TimeoutStopSec");

	if (u->timeout_stop_ms > 0 && own &&
		u->timeout_stop_ms != conf->stop_timeout_ms)
		report_warning(&u->report, line,
			"StopTimeout= in line %u and TimeoutStopSec= differ, "
			"the smaller one holds",
			own);
	if (u->timeout_stop_ms > 0 &&
		(!own || u->timeout_stop_ms < conf->stop_timeout_ms))
		conf->stop_timeout_ms = u->timeout_stop_ms;
	if (u->kill_signal && conf->stop_signal &&
		u->kill_signal != conf->stop_signal)
		report_warning(&u->report,
			keys_line(u, SECTION_SERVICE, "KillSignal"),
			"KillSignal= has no effect beside StopSignal=");
	if (!conf->stop_signal)
		conf->stop_signal = u->kill_signal;
}

static void check_policy(struct unitfile *u)
{
	const struct automaton_policy *p = &u->unit.conf.policy;
	unsigned max_line = keys_line(u, SECTION_SERVICE, "RestartMaxDelaySec");

	if (p->oneshot && (p->restart == RESTART_ALWAYS ||
				  p->restart == RESTART_UNLESS_STOPPED))
		report_error(&u->report,
			keys_line(u, SECTION_SERVICE, "Restart"),
			"a oneshot unit cannot be restarted always "
			"(no or on-failure)");
	if (p->remain && !p->oneshot)
		report_error(&u->report,
			keys_line(u, SECTION_SERVICE, "RemainAfterExit"),
			"RemainAfterExit= needs Type=oneshot");
	if (max_line && p->restart_max_ms < p->restart_ms)
		report_warning(&u->report, max_line,
			"RestartMaxDelaySec= is below RestartSec=, which "
			"holds");
}

static int check_container(struct unitfile *u)
{
	struct unit_conf *conf = &u->unit.conf;

	if (!conf->image && !conf->rootfs &&
		!keys_line(u, SECTION_CONTAINER, "Image") &&
		!keys_line(u, SECTION_CONTAINER, "Rootfs"))
		report_error(
			&u->report, 0, "no Image= or Rootfs= in [Container]");
	else if (!conf->image && !conf->rootfs && !u->report.failed)
		report_error(&u->report, 0, "Image= or Rootfs= is empty");
	if (conf->image && conf->rootfs)
		report_error(&u->report,
			keys_line(u, SECTION_CONTAINER, "Rootfs"),
			"Rootfs= and Image= exclude each other");
	if (conf->group && !conf->user)
		report_error(&u->report,
			keys_line(u, SECTION_CONTAINER, "Group"),
			"Group= without User=");
	if (conf->port_count > 0 && conf->network != NETWORK_BRIDGE)
		report_error(&u->report, u->port_lines[0],
			"PublishPort= needs Network=bridge");
	check_mounts(u);
	check_stop(u);
	check_policy(u);
	if (!conf->hostname)
		conf->hostname = strdup(u->unit.name);
	return conf->hostname ? 0 : -ENOMEM;
}

static bool in_subnet(const struct net_uplink *uplink)
{
	uint32_t mask = htonl(~UINT32_C(0) << (32 - uplink->prefix));

	return ((uplink->gateway.s_addr ^ uplink->address.s_addr) & mask) == 0;
}

static void check_uplink(struct unitfile *u)
{
	struct net_uplink *uplink = &u->unit.conf.uplink;
	unsigned address = keys_line(u, SECTION_UPLINK, "Address");
	unsigned gateway = keys_line(u, SECTION_UPLINK, "Gateway");

	(void)fmt_print(/* a longer name has been refused */
		uplink->name, sizeof(uplink->name), "%s", u->unit.name);
	u->unit.conf.wanted = true;
	if (uplink->dhcp && uplink->prefix)
		report_error(&u->report, address,
			"Address= and DHCP=yes exclude each other");
	if (!uplink->dhcp && !uplink->prefix && !u->report.failed)
		report_error(&u->report, 0,
			"neither Address= nor DHCP=yes in [Uplink]");
	if (uplink->dhcp && uplink->gateway.s_addr)
		report_error(&u->report, gateway,
			"Gateway= and DHCP=yes exclude each other");
	if (uplink->prefix && uplink->gateway.s_addr && !in_subnet(uplink))
		report_error(&u->report, gateway,
			"Gateway= is not in the network of Address=");
}

int unitfile_read(struct unitfile *u, char *text, size_t len)
{
	static const struct ini_events events = {
		.section = take_section,
		.value = take_value,
		.problem = take_problem,
	};
	int rc;

	u->timeout_stop_ms = -1;
	rc = keys_defaults(u);
	if (rc == 0)
		rc = ini_read(text, len, &events, u);
	if (rc == 0 && u->unit.kind == UNIT_UPLINK)
		check_uplink(u);
	else if (rc == 0)
		rc = check_container(u);
	else if (rc == -E2BIG)
		report_error(&u->report, 0,
			"too many problems, the rest is not read");
	else if (rc != -ENOMEM)
		report_error(&u->report, 0,
			"libinih does not do what it is known to do");
	report_end(&u->report);
	return rc == -ENOMEM || u->report.no_memory ? -ENOMEM : 0;
}

void unitfile_done(struct unitfile *u)
{
	for (size_t i = 0; i < u->dep_count; i++)
		free(u->deps[i].name);
	free(u->deps);
	free(u->port_lines);
	free(u->report.first);
	u->deps = NULL;
	u->dep_count = 0;
	u->port_lines = NULL;
	u->report.first = NULL;
}

void unitfile_free_unit(struct unit_file *unit)
{
	struct unit_conf *conf = &unit->conf;

	free(unit->path);
	free(unit->bad);
	free(unit->edges);
	free(conf->description);
	free(conf->image);
	free(conf->rootfs);
	free(conf->user);
	free(conf->group);
	free(conf->working_dir);
	free(conf->hostname);
	strv_done(&conf->exec);
	strv_done(&conf->entrypoint);
	strv_done(&conf->environment);
	strv_done(&conf->environment_files);
	for (size_t i = 0; i < conf->volume_count; i++)
		volume_done(&conf->volumes[i]);
	for (size_t i = 0; i < conf->tmpfs_count; i++)
		volume_done_tmpfs(&conf->tmpfs[i]);
	free(conf->volumes);
	free(conf->tmpfs);
	free(conf->ports);
	*unit = (struct unit_file){0};
}
