/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_INSPECT_H
#define SUPERVISOR_VERIFY_INSPECT_H

#include "supervisor/base/strv.h"

#include <stddef.h>

struct unitfile;

/*
 * Looks at units that are good by themselves and with each other: whether what
 * they would start with can be made.  Reports as the checks of units do.  See
 * gather_source.look; offline_begin() was called.
 */
void inspect_units(struct unitfile *files, size_t count);

/* The same, with images that are not there as errors. */
void inspect_units_and_images(struct unitfile *files, size_t count);

/*
 * Warns of good units that will not start, as they need one that is refused, or
 * one that does not start for that reason; adds their names.  0 or -ENOMEM.
 */
int inspect_held(struct unitfile *files, size_t count, struct strv *names);

#endif
