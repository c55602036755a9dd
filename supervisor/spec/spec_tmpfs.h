/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_TMPFS_H
#define SUPERVISOR_SPEC_SPEC_TMPFS_H

#include "supervisor/units/volume.h"

#include <stdint.h>

#define SPEC_TMPFS_MAX 512 /* bytes of a mount's options */

/*
 * Type and options of a mount of Tmpfs= or Mount=type=tmpfs, ramfs or devpts.
 * bytes is the size of a tmpfs whose options name none.  0, or -ENAMETOOLONG
 * after a log line.
 */
int spec_tmpfs(const struct unit_tmpfs *t, uint64_t bytes, const char **type,
	char options[SPEC_TMPFS_MAX]);

#endif
