/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_KIND_H
#define SUPERVISOR_UNITS_TEXT_KIND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The kinds of units: first those that unit files can have, then those that are
 * always built in.  kind.c has a row for each.
 */
enum unit_kind {
	UNIT_CONTAINER, /* NAME.container */
	UNIT_UPLINK,    /* IFNAME.uplink, or the kernel's ip= */
	UNIT_TIMER,     /* NAME.timer: starts another unit by time */
	UNIT_VOLUME,    /* NAME.volume */
	UNIT_IMAGE,     /* NAME.image: a name of an image file */
	UNIT_NETWORK,   /* NAME.network; built in: tcr0.network */
	UNIT_POD,       /* NAME.pod: namespaces that containers share */
	UNIT_TARGET,    /* NAME.target; built in: those of target.h */
	UNIT_FILE_KINDS,
	UNIT_DNS = UNIT_FILE_KINDS, /* KIND_DNS */
	UNIT_FIREWALL,              /* KIND_FIREWALL, of all networks */
	UNIT_KINDS,
	UNIT_MANAGER = UNIT_KINDS, /* tcr.conf: no unit, but read like one */
};

#define KIND_DNS      "tcr-dns.service"
#define KIND_FIREWALL "tcr-firewall.service"

/* ".container" for UNIT_CONTAINER. */
const char *kind_suffix(enum unit_kind kind);

/* The kind of a unit by its name: "web", "lan.network", "tcr-dns.service". */
enum unit_kind kind_of(const char *name);

/* Whether Quadlet calls the unit of NAME.KIND "NAME-KIND.service". */
bool kind_is_appended(enum unit_kind kind);

/* The length of a name of len bytes without its suffix; len if it has none. */
size_t kind_stem(const char *name, size_t len);

#endif
