/* SPDX-License-Identifier: MIT */
/* Checks the keys of a unit against each other. */
#include "supervisor/units/keys/check.h"

#include "supervisor/units/keys/check_bridge.h"
#include "supervisor/units/keys/check_life.h"
#include "supervisor/units/keys/check_logs.h"
#include "supervisor/units/keys/check_net.h"
#include "supervisor/units/keys/check_rights.h"
#include "supervisor/units/keys/check_store.h"
#include "supervisor/units/keys/check_uplink.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/keys/set_timer.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"

#include <errno.h>
#include <string.h>

static const char *target(const struct unit_conf *conf, size_t i)
{
	return i < conf->volume_count
		       ? conf->volumes[i].destination
		       : conf->tmpfs[i - conf->volume_count].destination;
}

static void check_mounts(struct draft *u)
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

/* Of a container or a pod. */
static void check_stop(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	unsigned own = keys_last(u,
		u->unit.kind == UNIT_POD ? SECTION_POD : SECTION_CONTAINER,
		"StopTimeout");
	unsigned at = keys_last(u, SECTION_SERVICE, "TimeoutStopSec");

	if (u->timeout_stop_ms > 0 && own &&
		u->timeout_stop_ms != conf->stop_timeout_ms)
		report_warning(&u->report, at,
			"StopTimeout= in line %u and TimeoutStopSec= differ, "
			"the smaller one holds",
			u->report.places[own - 1].line);
	if (u->timeout_stop_ms > 0 &&
		(!own || u->timeout_stop_ms < conf->stop_timeout_ms))
		conf->stop_timeout_ms = u->timeout_stop_ms;
	if (u->kill_signal && conf->stop_signal &&
		u->kill_signal != conf->stop_signal)
		report_warning(&u->report,
			keys_last(u, SECTION_SERVICE, "KillSignal"),
			"KillSignal= has no effect beside StopSignal=");
	if (!conf->stop_signal)
		conf->stop_signal = u->kill_signal;
}

/* Of a container or a pod. */
static int check_connection(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	char label[UNIT_NAME_MAX + 1];
	int rc = 0;

	if (!conf->hostname) {
		unit_name_label(&u->unit, label, sizeof(label));
		rc = arena_set(&u->unit.arena, &conf->hostname, label);
	}
	return rc == 0 ? check_net(u) : rc;
}

static int check_container(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	int rc;

	if (!conf->image && !conf->rootfs &&
		!keys_last(u, SECTION_CONTAINER, "Image") &&
		!keys_last(u, SECTION_CONTAINER, "Rootfs"))
		report_error(
			&u->report, 0, "no Image= or Rootfs= in [Container]");
	else if (!conf->image && !conf->rootfs && !u->report.failed)
		report_error(&u->report, 0, "Image= or Rootfs= is empty");
	if (conf->image && conf->rootfs)
		report_error(&u->report,
			keys_last(u, SECTION_CONTAINER, "Rootfs"),
			"Rootfs= and Image= exclude each other");
	if (conf->group && !conf->user)
		report_error(&u->report,
			keys_last(u, SECTION_CONTAINER, "Group"),
			"Group= without User=");
	rc = check_rights_control(u);
	if (rc < 0)
		return rc;
	check_mounts(u);
	check_stop(u);
	check_logs(u);
	rc = check_store_uses(u);
	if (rc < 0)
		return rc;
	check_rights(u);
	rc = check_connection(u);
	return rc < 0 ? rc : check_life(u);
}

int check_unit(struct draft *u)
{
	int rc = check_rights_keep(u);

	if (rc < 0)
		return rc;
	check_life_limits(u);
	if (u->unit.kind != UNIT_CONTAINER)
		check_life_other(u);
	switch (u->unit.kind) {
	case UNIT_CONTAINER:
		return check_container(u);
	case UNIT_UPLINK:
		check_uplink(u);
		return 0;
	case UNIT_VOLUME:
		check_store_volume(u);
		return check_store_uses(u);
	case UNIT_IMAGE:
		check_store_image(u);
		return 0;
	case UNIT_NETWORK:
		return check_bridge(u);
	case UNIT_POD:
		check_stop(u);
		check_rights_userns(u, SECTION_POD);
		rc = check_store_uses(u);
		return rc < 0 ? rc : check_connection(u);
	case UNIT_DNS:
	case UNIT_TARGET:
	case UNIT_FIREWALL:
	case UNIT_MANAGER:
		return 0;
	case UNIT_TIMER:
		return set_timer_end(u);
	}
	return 0;
}
