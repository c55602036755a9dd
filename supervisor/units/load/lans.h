/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LANS_H
#define SUPERVISOR_UNITS_LOAD_LANS_H

#include "supervisor/units/keys/unitfile.h"

#include <stddef.h>
#include <stdint.h>

/* The networks of the device, while unit files are read. */

/* A network with what has been given out of it. */
struct lan {
	const struct unit_bridge *bridge;
	struct unitfile *file; /* NULL: the built-in one */
	uint32_t next;         /* nothing free is before it; host byte order */
};

struct lans {
	struct unitfile *files;
	size_t file_count;
	const char *saved; /* RUN/units, or NULL */
	struct lan at[NET_BRIDGES_MAX];
	size_t count;
};

/* Adds one, whose addresses are known; u is NULL for the built-in one. */
void lans_take(struct lans *l, struct unitfile *u, const struct unit_bridge *b);

/* Gives every good network a subnet, and adds it; what cannot be is told. */
void lans_find(struct lans *l);

/* The address behind a word in RUN/units/NAME/address; 0: none. */
uint32_t lans_remembered(
	const struct lans *l, const struct unit_file *unit, const char *word);

uint32_t lans_mask(uint8_t prefix);

#endif
