/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_RESOLVE_H
#define SUPERVISOR_UNITS_LOAD_RESOLVE_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Dependencies between units.  Unit files are sorted by name.  An error goes to
 * the report of its unit, which is bad then.
 */

/*
 * The index of the unit called "db", "db.container", "db.service" or, for
 * db.network, "db-network.service"; -1: there is none.
 */
int resolve_find(const struct draft *files, size_t count, const char *name);

/* Whether a unit has that full name.  Here files need not be sorted. */
bool resolve_is_there(
	const struct draft *files, size_t count, const char *name);

/*
 * Finds the units that dependencies name.  An unknown name is an error in
 * Requires=, BindsTo= and Requisite=, and a warning elsewhere; scan tells why a
 * file of that name is not a unit.  If scan is NULL, unknown names are ignored.
 */
void resolve_names(struct draft *files, size_t count, const struct scan *scan);

/*
 * Refuses one of two units of the same kind if an Alias= of one is a name of
 * the other.
 */
void resolve_aliases(struct draft *files, size_t count);

/*
 * Gives the good units their edges; place[i] is the final index of the unit of
 * files[i].  0 or -ENOMEM.
 */
int resolve_edges(struct draft *files, size_t count, const unsigned *place);

/* Adds an edge; one to the same unit that is there already gets its flags. */
int resolve_add_edge(struct unit_file *unit, const struct unit_edge *edge);

#endif
