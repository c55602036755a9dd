/* SPDX-License-Identifier: MIT */
/*
 * The ladders: the rungs of each kind of unit, lowest first.  A new kind of
 * unit needs a table here.
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

const struct rung *ladder_of(
	const struct unit_file *unit, uint8_t *count, bool *process)
{
	*process = true;
	switch (unit->kind) {
	case UNIT_CONTAINER:
		*count = sizeof(container) / sizeof(*container);
		return has_namespace(unit) ? container : alone;
	case UNIT_DNS:
		*count = sizeof(dns) / sizeof(*dns);
		return dns;
	case UNIT_NETWORK:
		*process = false;
		*count = sizeof(network) / sizeof(*network);
		return network;
	case UNIT_FIREWALL:
		*process = false;
		*count = sizeof(firewall) / sizeof(*firewall);
		return firewall;
	case UNIT_POD:
		*process = false;
		*count = sizeof(pod) / sizeof(*pod);
		return pod;
	case UNIT_UPLINK:
		*process = unit->conf.uplink.dhcp;
		*count = unit->conf.uplink.dhcp ? 2 : 1;
		return uplink;
	case UNIT_VOLUME:
		*process = false;
		*count = sizeof(volume) / sizeof(*volume);
		return volume;
	case UNIT_IMAGE:
		*process = false;
		*count = sizeof(image) / sizeof(*image);
		return image;
	case UNIT_TIMER:
		*process = false;
		*count = 1;
		return unit->conf.timer.persistent ? stamped : target;
	case UNIT_MANAGER:
	case UNIT_TARGET:
		*process = false;
		*count = 1;
		return strcmp(unit->name, TARGET_ONLINE) == 0 ? online : target;
	}
	return NULL;
}
