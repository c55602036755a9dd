/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_CONF_H
#define SUPERVISOR_UNITS_CONF_H

#include "supervisor/units/unit.h"

#include <stddef.h>

#define CONF_FILE_MAX  (256 << 10) /* bytes of one unit file */
#define CONF_UNITS_MAX 1000

/* The built-in units, and the bridge's network 10.88.0.0/24. */
#define CONF_BRIDGE        "tcr0"
#define CONF_DNS           "tcr-dns"
#define CONF_BRIDGE_NET    0x0a580000
#define CONF_BRIDGE_PREFIX 24

/* All units of the device, sorted by name; the built-in ones first. */
struct conf {
	struct unit_file *units;
	size_t count;
};

/*
 * Reads every unit file of dirs (NULL-ended, the first wins for a file name),
 * resolves dependencies, adds the built-in units that are needed, gives
 * addresses out.  A bad unit is kept, with its `bad` set; problems that refuse
 * nothing are logged as warnings "PATH:LINE: text".  -ENOMEM is the only
 * failure.
 *
 * cmdline is the kernel's command line (for ip=), or "".
 */
int conf_load(struct conf *conf, const char *const *dirs, const char *cmdline);
void conf_done(struct conf *conf);

/* The unit called "web" or "web.container"; -1: none. */
int conf_find(const struct conf *conf, const char *name);

/* ".container" for its kind. */
const char *conf_suffix(enum unit_kind kind);

#endif
