/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_DOUBTS_H
#define SUPERVISOR_VERIFY_DOUBTS_H

#include <stddef.h>

struct inspect;
struct scan;
struct draft;

/*
 * Warns of what loads but is hardly what its author means: a size of a few
 * bytes, an unquoted blank, a file of the device that is not there, a time
 * zone that does not exist, Critical=yes of a unit that nothing starts.  Adds a
 * note for each other unit that nothing starts.
 */
void doubts_units(struct draft *files, size_t count, const struct inspect *how);

/*
 * Warns of drop-in directories of no unit, and of files in drop-in directories
 * that are not read because of their names.
 */
void doubts_dropins(const struct scan *scan, const char *const *dirs);

#endif
