/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_INSPECT_H
#define SUPERVISOR_VERIFY_INSPECT_H

#include "supervisor/base/strv.h"

#include <stddef.h>

struct draft;

/*
 * Checks good units once more, as a hook of load_all() (gather_source.look):
 * warns of containers that would not be restarted, and reports those whose
 * config.json cannot be made, as errors of the unit.  offline_begin() must have
 * been called.
 */
void inspect_units(struct draft *files, size_t count);

/* Does the same, and reports images that are missing or bad. */
void inspect_units_and_images(struct draft *files, size_t count);

/*
 * Warns of good units that will not start because a unit that they need is
 * refused or, for the same reason, will not start; adds their names to the
 * list. 0 or -ENOMEM.
 */
int inspect_held(struct draft *files, size_t count, struct strv *names);

#endif
