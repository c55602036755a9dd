/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_CONF_H
#define SUPERVISOR_UNITS_CONF_H

#include "images/image.h"
#include "supervisor/units/text/syslog_server.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

#define CONF_FILE_MAX  (256 << 10) /* bytes of one unit file */
#define CONF_UNITS_MAX 1000

/* All units of the device, sorted by name; the built-in ones first. */
struct conf {
	struct unit_file *units;
	size_t count;
	struct syslog_server syslog; /* of tcr.conf; tcrd.c sets it */
	bool log_persist;   /* LogPersist= of tcr.conf; tcrd.c sets it */
	unsigned dns_cache; /* DNSCacheSize= of tcr.conf; tcrd.c sets it */
	bool dns_plain;     /* DNSMixedCase=no of tcr.conf; tcrd.c sets it */
	struct image_trust trust; /* of tcr.conf; tcrd.c sets it */
};

/* Frees all units. */
void conf_done(struct conf *conf);

/*
 * The index of the unit called "web" or "web.container"; -1 if there is none.
 * Of several with that name, a container that is not refused goes first.
 */
int conf_find(const struct conf *conf, const char *name);

#endif
