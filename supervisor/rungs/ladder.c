/* SPDX-License-Identifier: MIT */
/*
 * The ladders: the rungs of each kind of unit, lowest first.  A new kind of
 * unit needs one here, and a row in the table of ladders.
 */
#include "supervisor/rungs/ladder.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/rungs/dnsd.h"
#include "supervisor/rungs/rung_container.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/rungs/rung_pod.h"
#include "supervisor/rungs/rung_uplink.h"
#include "supervisor/rungs/rung_volume.h"
#include "supervisor/rungs/stamp.h"
#include "supervisor/units/target.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define KILL_LIMIT_MS 5000

static int process_down(const void *arg)
{
	const struct rung_context *c = arg;

	return cgroup_destroy(c->unit->name, KILL_LIMIT_MS);
}

static const struct rung container[] = {
	{"image", rung_container_image_up, rung_container_image_down, NULL,
		NULL, 30000},
	{"network", rung_network_attach_up, rung_network_attach_down,
		rung_network_attach_mend, NULL, 30000},
	{"run", rung_container_run_up, rung_container_run_down, NULL, NULL,
		90000},
};

/*
 * A container for which no network namespace is made.  An earlier unit file may
 * have asked for one, so it is taken down.
 */
static const struct rung alone[] = {
	{"image", rung_container_image_up, rung_container_image_down, NULL,
		NULL, 30000},
	{"network", NULL, rung_network_attach_down, NULL, NULL, 30000},
	{"run", rung_container_run_up, rung_container_run_down, NULL, NULL,
		90000},
};

static const struct rung network[] = {
	{"bridge", rung_network_bridge_up, rung_network_bridge_down,
		rung_network_bridge_up, NULL, 30000},
};

static const struct rung firewall[] = {
	{"firewall", rung_network_firewall_up, rung_network_firewall_down,
		rung_network_firewall_up, NULL, 30000},
};

static const struct rung pod[] = {
	{"namespaces", rung_pod_up, rung_pod_down, rung_network_attach_mend,
		NULL, 30000},
};

static const struct rung dns[] = {
	{"run", NULL, process_down, NULL, dnsd_spawn, 10000},
};

static const struct rung volume[] = {
	{"mount", rung_volume_up, rung_volume_down, NULL, NULL, 90000},
};

static const struct rung image[] = {
	{"image", rung_volume_image_up, rung_volume_image_down, NULL, NULL,
		30000},
};

static const struct rung uplink[] = {
	{"link", rung_uplink_up, rung_uplink_down, rung_uplink_mend, NULL,
		30000},
	{"dhcp", NULL, process_down, NULL, rung_uplink_spawn, 10000},
};

/* There is nothing to make: the unit is up when its turn has come. */
static const struct rung target[] = {
	{"target", NULL, NULL, NULL, NULL, 1000},
};

static const struct rung stamped[] = {
	{"stamp", stamp_load, NULL, NULL, NULL, 10000},
};

static const struct rung online[] = {
	{"route", rung_uplink_online, NULL, NULL, NULL, 65000},
};

/* Whether the container has a network namespace that is made before it. */
static bool has_namespace(const struct unit_file *unit)
{
	const struct unit_conf *c = &unit->conf;

	return c->network == NETWORK_BRIDGE ||
	       (c->network == NETWORK_NONE && c->net && c->net->joined);
}

#define LADDER(rungs) rungs, sizeof(rungs) / sizeof(*(rungs))

static const struct {
	const struct rung *rungs;
	uint8_t count;
	bool process; /* the last rung gives one */
	/* Makes the file of a leftover good for going down; NULL: it is. */
	void (*leftover)(struct unit_file *file);
} ladders[UNIT_KINDS] = {
	[UNIT_CONTAINER] = {LADDER(container), true, NULL},
	[UNIT_UPLINK] = {LADDER(uplink), true, rung_uplink_leftover},
	[UNIT_TIMER] = {LADDER(target), false, NULL},
	[UNIT_VOLUME] = {LADDER(volume), false, NULL},
	[UNIT_IMAGE] = {LADDER(image), false, NULL},
	[UNIT_NETWORK] = {LADDER(network), false, NULL},
	[UNIT_POD] = {LADDER(pod), false, NULL},
	[UNIT_TARGET] = {LADDER(target), false, NULL},
	[UNIT_DNS] = {LADDER(dns), true, NULL},
	[UNIT_FIREWALL] = {LADDER(firewall), false, NULL},
};

const struct rung *ladder_of(
	const struct unit_file *unit, uint8_t *count, bool *process)
{
	bool dhcp = unit->kind != UNIT_UPLINK || unit->conf.uplink.dhcp;

	*count = dhcp ? ladders[unit->kind].count : 1;
	*process = dhcp && ladders[unit->kind].process;
	if (unit->kind == UNIT_CONTAINER && !has_namespace(unit))
		return alone;
	if (unit->kind == UNIT_TIMER && unit->conf.timer.persistent)
		return stamped;
	return strcmp(unit->name, TARGET_ONLINE) == 0
		       ? online
		       : ladders[unit->kind].rungs;
}

void ladder_leftover(struct unit_file *file)
{
	if (ladders[file->kind].leftover)
		ladders[file->kind].leftover(file);
}
