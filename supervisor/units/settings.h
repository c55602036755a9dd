/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SETTINGS_H
#define SUPERVISOR_UNITS_SETTINGS_H

#include "images/image.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/strv.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/text/syslog_server.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * tcr.conf: settings of the device, and defaults for keys that units do not
 * set.
 */
struct settings {
	struct arena arena;   /* has what the pointers lead to */
	struct strv defaults; /* settings_next() reads them */
	int log_level;        /* an enum log_level; -1: not set */
	int64_t confirm_ms;   /* until when firmware on trial must be good */
	int64_t shutdown_ms;  /* how long all units together may take to stop */
	int64_t inhibit_ms;   /* for how long a reboot can be inhibited */
	unsigned dns_cache;   /* how many replies tcr-dns keeps */
	struct rights_amount containers_memory; /* limit of all */
	struct image_trust trust;               /* what images must have */
	struct syslog_server syslog; /* where logs are forwarded to */
	bool log_persist;            /* tcrd's own log is kept */
	bool dns_mixed;              /* tcr-dns asks upstreams in mixed case */
	char *bad;     /* why the first tcr.conf is ignored, or NULL */
	bool fallback; /* that of a later directory is used instead */
};

void settings_done(struct settings *s);

/*
 * Returns the next default value of a key; section is an enum section.  *at is
 * 0 for the first call.  NULL: there are no more values.
 */
const char *settings_next(
	const struct strv *defaults, int section, const char *key, size_t *at);

#endif
