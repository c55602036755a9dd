/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_RESOLVE_H
#define SUPERVISOR_UNITS_LOAD_RESOLVE_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Dependencies across unit files, which are sorted by name.  What is wrong goes
 * to the unit's report and makes it a bad one.
 */

/*
 * The unit called "db", "db.container", "db.service" or, for db.network,
 * "db-network.service"; -1: none.
 */
int resolve_find(const struct draft *files, size_t count, const char *name);

/* True if a unit has that full name; they need not be sorted. */
bool resolve_is_there(
	const struct draft *files, size_t count, const char *name);

/*
 * Finds what the names mean.  One that no file has is an error in Requires=,
 * BindsTo= and Requisite=, a warning elsewhere; scan tells what files there are
 * that are no units.  Without scan it is no problem.
 */
void resolve_names(struct draft *files, size_t count, const struct scan *scan);

/* Refuses further names (Alias=) that are another unit's. */
void resolve_aliases(struct draft *files, size_t count);

/* Refuses every unit that waits for itself, naming the way.  0 or -ENOMEM. */
int resolve_cycles(struct draft *files, size_t count);

/*
 * Gives the good units their edges.  place[i] is where files[i] ends up.  0 or
 * -ENOMEM.
 */
int resolve_edges(struct draft *files, size_t count, const unsigned *place);

/* Adds what an edge says to the one that leads there, or makes it. */
int resolve_add_edge(struct unit_file *unit, const struct unit_edge *edge);

#endif
