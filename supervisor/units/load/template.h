/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TEMPLATE_H
#define SUPERVISOR_UNITS_LOAD_TEMPLATE_H

#include "supervisor/units/load/scan.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Templates, NAME@.container, and their instances, NAME@INSTANCE.container: a
 * link to the template, the template's DefaultInstance=, or a unit that names
 * one.
 */

/* True for the name of a template's file; stem is how long it is without the
 * suffix. */
bool template_is(const char *name, size_t stem);

/* The template's file of an instance's full name; NULL: it has none. */
struct scan_entry *template_of(const struct scan *scan, const char *name);

/*
 * The full name of an instance that a dependency means ("app@x" is
 * "app@x.container"), into NAME_MAX + 1 bytes; false: it means none.
 */
bool template_named(const char *dependency, char *name);

#endif
