/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SETTINGS_H
#define SUPERVISOR_UNITS_SETTINGS_H

#include "supervisor/base/strv.h"
#include "supervisor/units/rights.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What tcr.conf says of the device and of units that say nothing themselves. */
struct settings {
	struct strv defaults; /* see settings_next() */
	int log_level;        /* an enum log_level; -1: not said */
	int64_t shutdown_ms;  /* the way down of all units together */
	unsigned dns_cache;   /* replies that tcr-dns keeps */
	struct rights_amount containers_memory; /* of all together */
	bool dns_mixed; /* it asks upstreams in mixed case */
	char *bad;      /* why a file counts for nothing, or NULL */
	bool fallback;  /* ... and that of a later directory holds */
};

void settings_done(struct settings *s);

/*
 * The next value that units have by default for the key of a section (its
 * number); *at is 0 at first.  NULL: there is none (any more).
 */
const char *settings_next(
	const struct strv *defaults, int section, const char *key, size_t *at);

#endif
