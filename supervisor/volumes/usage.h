/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_USAGE_H
#define SUPERVISOR_VOLUMES_USAGE_H

#include "supervisor/volumes/catalog.h"

#include <stdbool.h>
#include <stdint.h>

struct usage {
	int64_t used;   /* bytes; -1: not known */
	uint64_t limit; /* bytes; 0: none of its own */
};

/*
 * How much a volume with SizeMax= holds, which the kernel knows at once; false:
 * the volume has no limit, is not there, or it is not known.
 */
bool usage_limited(const struct volume *v, struct usage *u);

/* How much a volume holds.  Counts the files of a directory without a quota. */
struct usage usage_of(const struct volume *v);

#endif
