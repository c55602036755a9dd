/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SUBNETS_H
#define SUPERVISOR_UNITS_LOAD_SUBNETS_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <stddef.h>
#include <stdint.h>

/* The networks of the device, while unit files are read. */

/* A network with what has been given out of it. */
struct subnet {
	const struct unit_bridge *bridge;
	struct draft *file; /* NULL: the built-in one */
	uint32_t next;      /* nothing free is before it; host byte order */
};

struct subnets {
	struct draft *files;
	size_t file_count;
	const char *saved; /* RUN/units, or NULL */
	struct subnet at[NET_BRIDGES_MAX];
	size_t count;
};

/* Adds one, whose addresses are known; u is NULL for the built-in one. */
void subnets_take(
	struct subnets *l, struct draft *u, const struct unit_bridge *b);

/* Gives every good network a subnet, and adds it; what cannot be is told. */
void subnets_find(struct subnets *l);

/* Bytes of RUN/units/NAME/address. */
#define SUBNETS_TEXT_MAX 1024

/* The address behind a word in RUN/units/NAME/address; 0: none. */
uint32_t subnets_remembered(const struct subnets *l,
	const struct unit_file *unit, const char *word);

uint32_t subnets_mask(uint8_t prefix);

/* True of a good container or pod that has ends on networks. */
bool subnets_connected(const struct draft *u);

#endif
