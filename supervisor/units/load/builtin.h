/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_BUILTIN_H
#define SUPERVISOR_UNITS_LOAD_BUILTIN_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <stddef.h>

/*
 * Built-in units: no file makes them.  tcr0.network is needed when a container
 * is on it, tcr-dns and the firewall when there is any network.
 */
struct builtins {
	size_t count;               /* they are the first of all units */
	int network, dns, firewall; /* index of each unit; -1: not needed */
};

/* The settings of tcr0.network. */
struct unit_bridge builtin_bridge(void);

struct builtins builtin_needed(const struct draft *files, size_t count);

/* Makes the built-in units at the start of units.  0 or -ENOMEM. */
int builtin_add(const struct builtins *b, struct unit_file *units);

/*
 * Adds the edges from good units to the built-in ones, and those from tcr-dns
 * to networks; place[i] is the final index of the unit of files[i].  0 or
 * -ENOMEM.
 */
int builtin_edges(const struct builtins *b, struct unit_file *units,
	struct draft *files, size_t count, const unsigned *place);

#endif
