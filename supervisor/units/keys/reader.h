/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_READER_H
#define SUPERVISOR_UNITS_KEYS_READER_H

#include <stdbool.h>
#include <stddef.h>

struct draft;

/*
 * Begins to read a unit: only unit.kind, unit.name and unit.path of u are set;
 * stem is the file's name without the suffix.  0 or -ENOMEM.
 */
int reader_begin(struct draft *u, const char *stem, bool offline);

/*
 * Reads the text of one file: first the unit's own, then each drop-in.  path is
 * not copied and must live as long as u.  Problems go to the report.  text is
 * overwritten and has one byte more than len.  0 or -ENOMEM.
 */
int reader_add(struct draft *u, const char *path, char *text, size_t len);

/*
 * Sets all keys that were read.  All problems go to the report; an error makes
 * the unit bad.  0 or -ENOMEM.
 */
int reader_end(struct draft *u);

#endif
