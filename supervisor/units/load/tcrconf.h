/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TCRCONF_H
#define SUPERVISOR_UNITS_LOAD_TCRCONF_H

#include "supervisor/units/load/scan.h"
#include "supervisor/units/settings.h"

/*
 * Reads the first tcr.conf in the directories (NULL-ended) and the *.conf in
 * tcr.conf.d of all of them.  A missing file counts as an empty one.  Errors
 * are logged; if there is one, all is read again without the first directory,
 * and so on.  What a directory requires of images, none before it takes back:
 * the data partition comes before the firmware.  0 or -ENOMEM.
 */
int tcrconf_read(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust);

#endif
