/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TCRCONF_H
#define SUPERVISOR_UNITS_LOAD_TCRCONF_H

#include "supervisor/units/load/scan.h"
#include "supervisor/units/settings.h"

/*
 * Reads the first tcr.conf of the directories (NULL-ended) and the *.conf in
 * tcr.conf.d of all of them; none is as good as an empty one.  Problems are
 * logged; with an error what the first directory has does not hold, and so on.
 * 0 or -ENOMEM.
 */
int tcrconf_read(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust);

#endif
