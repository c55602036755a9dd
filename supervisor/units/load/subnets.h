/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SUBNETS_H
#define SUPERVISOR_UNITS_LOAD_SUBNETS_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <stddef.h>
#include <stdint.h>

/* The networks of the device and their subnets, while unit files are read. */

/* A network whose addresses are being given out. */
struct network {
	const struct unit_bridge *bridge;
	struct draft *file; /* NULL: the built-in network */
	/* Of each subnet of IPv4: no lower address is free; host byte order. */
	uint32_t next[NET_SUBNETS_MAX];
};

struct subnets {
	struct draft *files;
	size_t file_count;
	const char *saved; /* RUN/units, or NULL */
	struct network at[NET_BRIDGES_MAX];
	size_t count;
};

/* Adds a network whose subnets are known; u is NULL for the built-in one. */
void subnets_take(
	struct subnets *l, struct draft *u, const struct unit_bridge *b);

/*
 * Finds the subnets of every good network and adds the network.  Conflicts go
 * to the unit's report.
 */
void subnets_find(struct subnets *l);

/* Room for the text of RUN/units/NAME/address. */
#define SUBNETS_TEXT_MAX 4096

/*
 * The first IPv4 address in RUN/units/NAME/address that is in the subnet and
 * behind the word; 0: none.
 */
uint32_t subnets_remembered(const struct subnets *l,
	const struct unit_file *unit, const char *word,
	const struct net_address *subnet);

/* Whether u is a good container or pod that is on networks. */
bool subnets_connected(const struct draft *u);

#endif
