/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SETTINGS_H
#define SUPERVISOR_UNITS_KEYS_SETTINGS_H

#include "supervisor/base/strv.h"
#include "supervisor/units/extras.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/load/scan.h"

#include <stdint.h>

/* What tcr.conf says of the device and of units that say nothing themselves. */
struct settings {
	struct strv defaults; /* see settings_next() */
	int log_level;        /* an enum log_level; -1: not said */
	int64_t shutdown_ms;  /* the way down of all units together */
	unsigned dns_cache;   /* replies that tcr-dns keeps */
	struct extras_amount containers_memory; /* of all together */
	bool dns_mixed; /* it asks upstreams in mixed case */
	char *bad;      /* why a file counts for nothing, or NULL */
	bool fallback;  /* ... and that of a later directory holds */
};

/*
 * Reads the first tcr.conf of the directories (NULL-ended) and the *.conf in
 * tcr.conf.d of all of them; none is as good as an empty one.  Problems are
 * logged; with an error what the first directory has does not hold, and so on.
 * 0 or -ENOMEM.
 */
int settings_read(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust);
void settings_done(struct settings *s);

/*
 * The next value that units have by default for the key of a section (its
 * number); *at is 0 at first.  NULL: there is none (any more).
 */
const char *settings_next(
	const struct strv *defaults, int section, const char *key, size_t *at);

/* Setters of [Manager]. */
SET_FUNCTION(settings_default); /* field: the section that has the key */
SET_FUNCTION(settings_level);
SET_FUNCTION(settings_dns_cache);

#endif
