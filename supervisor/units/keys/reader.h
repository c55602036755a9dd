/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_READER_H
#define SUPERVISOR_UNITS_KEYS_READER_H

#include <stdbool.h>
#include <stddef.h>

struct draft;

/*
 * Begins the unit of a file: u is zero but for unit.kind, unit.name,
 * unit.path; stem is the file's name without its suffix.  0 or -ENOMEM.
 */
int reader_begin(struct draft *u, const char *stem, bool offline);

/*
 * Reads the text of the unit's own file, then of each drop-in; path is not
 * copied and must live as long as u.  Problems go to the report.  text is
 * overwritten and has one byte more than len.  0 or -ENOMEM.
 */
int reader_add(struct draft *u, const char *path, char *text, size_t len);

/*
 * Makes the unit of what was read.  All problems go to the report; one with an
 * error is a bad unit.  0 or -ENOMEM.
 */
int reader_end(struct draft *u);

#endif
