/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_PUBLISH_H
#define SUPERVISOR_UNITS_LOAD_PUBLISH_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Refuses units that publish a port twice, or one that another unit publishes:
 * draft_yields() says which of the two is refused.
 */
void publish_check(struct draft *files, size_t count);

#endif
