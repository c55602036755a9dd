/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_NAME_H
#define SUPERVISOR_UNITS_UNIT_NAME_H

#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/* The built-in units other than the network of unit_net.h. */
#define UNIT_NAME_DNS      "tcr-dns.service"
#define UNIT_NAME_FIREWALL "tcr-firewall.service"

/* The suffix of a kind: ".container" for UNIT_CONTAINER. */
const char *unit_name_suffix(enum unit_kind kind);

/*
 * Sets *kind to the i-th of the kinds that unit files can have; false if i is
 * too large.
 */
bool unit_name_of_file(size_t i, enum unit_kind *kind);

/* The kind of a unit by its name: "web", "lan.network", "tcr-dns.service". */
enum unit_kind unit_name_kind(const char *name);

/*
 * Why a unit of that kind cannot have this stem (the name without the suffix,
 * "web" of web.container); NULL if it can.
 */
const char *unit_name_check(const char *name, size_t len, enum unit_kind kind);

/*
 * Sets the name of a unit whose kind is set.  A bad name is cut, and '?'
 * replaces characters that no name can have, so that it can be shown.
 */
void unit_name_set(struct unit_file *unit, const char *stem, size_t len);

/* Writes the name with the suffix: "web.container". */
void unit_name_full(const struct unit_file *unit, char *out, size_t size);

/*
 * Writes the name as a label of DNS: "app-x" for app@x, "my-shop" for
 * my.shop.pod; of a network its NetworkName=, if it has one.
 */
void unit_name_label(const struct unit_file *unit, char *out, size_t size);

/*
 * Whether the name means the unit: a container app has the names "app",
 * "app.container" and "app.service", a network lan "lan" and "lan.network".
 */
bool unit_name_is(const struct unit_file *unit, const char *name);

#endif
