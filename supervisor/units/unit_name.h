/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_NAME_H
#define SUPERVISOR_UNITS_UNIT_NAME_H

#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

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
 * Writes the name that podman gives the container, pod, network or volume:
 * ContainerName= and the like, or else "systemd-web"; of an instance app@x it
 * is "systemd-app_x".
 */
void unit_name_podman(const struct unit_file *unit, char *out, size_t size);

/*
 * Writes a name that a container or pod has in DNS, beside its label: its name
 * with dots, ContainerName= or PodName=.  false: there is no i-th one.
 */
bool unit_name_more(
	const struct unit_file *unit, size_t i, char *out, size_t size);

/*
 * Writes the i-th of all names by which other containers find the unit, with
 * systemd-NAME and NetworkAlias=.  false: there are no more.
 */
bool unit_name_dns(
	const struct unit_file *unit, size_t i, char *out, size_t size);

/*
 * Whether the name means the unit: a container app has the names "app",
 * "app.container" and "app.service", a network lan "lan" and "lan.network".
 */
bool unit_name_is(const struct unit_file *unit, const char *name);

#endif
