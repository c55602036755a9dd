/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TEMPLATE_H
#define SUPERVISOR_UNITS_LOAD_TEMPLATE_H

#include "supervisor/units/load/scan.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Templates, NAME@.container, and their instances, NAME@INSTANCE.container.  An
 * instance is made for a link to the template, for the template's
 * DefaultInstance=, or for a unit that names it.
 */

/*
 * Whether the file name is a template's; stem is its length without the suffix.
 */
bool template_is(const char *name, size_t stem);

/* The file of the template for an instance's full name; NULL: there is none. */
struct scan_entry *template_of(const struct scan *scan, const char *name);

/*
 * Writes the full name of the instance that a dependency names ("app@x" is
 * "app@x.container"); name has room for NAME_MAX + 1 bytes.  false: the
 * dependency names no instance.
 */
bool template_named(const char *dependency, char *name);

#endif
