/* SPDX-License-Identifier: MIT */
/*
 * Each kind of unit of the table of kinds has a ladder whose rungs can be
 * climbed.  The functions of rungs are replaced, as none is called.
 *
 * Links: supervisor/rungs/ladder.c supervisor/units/text/kind.c
 */
#include "supervisor/rungs/ladder.h"

#include "supervisor/base/cgroup.h"
#include "supervisor/rungs/dnsd.h"
#include "supervisor/rungs/rung_container.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/rungs/rung_pod.h"
#include "supervisor/rungs/rung_uplink.h"
#include "supervisor/rungs/rung_volume.h"
#include "supervisor/rungs/stamp.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/kind.h"
#include "tests/unit/tap.h"

#define RUNG(name)                                                             \
	int name(const void *arg)                                              \
	{                                                                      \
		(void)arg;                                                     \
		return 0;                                                      \
	}
RUNG(rung_container_image_up)
RUNG(rung_container_image_down)
RUNG(rung_container_run_up)
RUNG(rung_container_run_down)
RUNG(rung_network_attach_up)
RUNG(rung_network_attach_down)
RUNG(rung_network_attach_mend)
RUNG(rung_network_bridge_up)
RUNG(rung_network_bridge_down)
RUNG(rung_network_firewall_up)
RUNG(rung_network_firewall_down)
RUNG(rung_pod_up)
RUNG(rung_pod_down)
RUNG(rung_volume_up)
RUNG(rung_volume_down)
RUNG(rung_volume_image_up)
RUNG(rung_volume_image_down)
RUNG(rung_uplink_up)
RUNG(rung_uplink_down)
RUNG(rung_uplink_mend)
RUNG(rung_uplink_online)
RUNG(stamp_load)

pid_t dnsd_spawn(const struct rung_context *c, int output)
{
	(void)c;
	return output;
}

pid_t rung_uplink_spawn(const struct rung_context *c, int output)
{
	(void)c;
	return output;
}

int cgroup_destroy(const char *name, int64_t limit_ms)
{
	(void)name;
	return limit_ms > 0 ? 0 : -1;
}

void rung_uplink_leftover(struct unit_file *file)
{
	file->conf.uplink.dhcp = true;
}

static void test_ladder(const struct unit_file *unit, bool has_process)
{
	uint8_t count = 0;
	bool process = !has_process, good, starts = false;
	const struct rung *rungs = ladder_of(unit, &count, &process);

	good = rungs && count > 0;
	for (uint8_t i = 0; good && i < count; i++) {
		good = rungs[i].name && rungs[i].limit_ms > 0 &&
		       (!rungs[i].spawn || i + 1 == count);
		starts = rungs[i].spawn || !strcmp(rungs[i].name, "run");
	}
	ok(good, "%s%s has a ladder, and each rung a name and a limit",
		unit->name, kind_suffix(unit->kind));
	ok(process == has_process && (!good || starts == has_process),
		"its last rung starts %s process", has_process ? "a" : "no");
}

int main(void)
{
	for (unsigned i = 0; i < UNIT_KINDS; i++) {
		struct unit_file unit = {.kind = (enum unit_kind)i};

		test_ladder(&unit,
			unit.kind == UNIT_CONTAINER || unit.kind == UNIT_DNS);
	}
	test_ladder(&(struct unit_file){.name = "dhcp",
			    .kind = UNIT_UPLINK,
			    .conf.uplink.dhcp = true},
		true);
	test_ladder(&(struct unit_file){.name = "alone",
			    .kind = UNIT_CONTAINER,
			    .conf.network = NETWORK_HOST},
		true);
	test_ladder(&(struct unit_file){.name = "stamped",
			    .kind = UNIT_TIMER,
			    .conf.timer.persistent = true},
		false);
	test_ladder(
		&(struct unit_file){.name = TARGET_ONLINE, .kind = UNIT_TARGET},
		false);
	return done_testing();
}
