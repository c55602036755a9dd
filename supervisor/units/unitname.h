/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNITNAME_H
#define SUPERVISOR_UNITS_UNITNAME_H

#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stddef.h>

/* The built-in units beside the network of unit_net.h. */
#define UNITNAME_DNS      "tcr-dns.service"
#define UNITNAME_FIREWALL "tcr-firewall.service"

/* ".container" for its kind. */
const char *unitname_suffix(enum unit_kind kind);

/* The i-th kind that a unit file can be of; false: there are no more. */
bool unitname_of_file(size_t i, enum unit_kind *kind);

/* The kind of a unit by its name: "web", "lan.network", "tcr-dns.service". */
enum unit_kind unitname_kind(const char *name);

/* Why no unit of that kind may have this stem ("web" of web.container); NULL.
 */
const char *unitname_check(const char *name, size_t len, enum unit_kind kind);

/*
 * Gives the unit, whose kind is set, its name.  A bad one is shown too, cut and
 * with '?' for what no name has.
 */
void unitname_set(struct unit_file *unit, const char *stem, size_t len);

/* "web.container": its whole name. */
void unitname_full(const struct unit_file *unit, char *out, size_t size);

/* "app-x" for app@x, "shop" for shop.pod: the name as a label of DNS. */
void unitname_label(const struct unit_file *unit, char *out, size_t size);

/*
 * True if the name means the unit: "app" or "app.container", also
 * "app.service"; "app" or "app.network".
 */
bool unitname_is(const struct unit_file *unit, const char *name);

#endif
