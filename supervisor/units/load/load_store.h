/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_STORE_H
#define SUPERVISOR_UNITS_LOAD_LOAD_STORE_H

#include "supervisor/units/keys/draft.h"

#include <limits.h>
#include <stddef.h>

/*
 * Puts what .volume and .image units stand for in the units that name them:
 * paths and images.  Missing ones have been told of.  0 or -ENOMEM.
 */
int load_store_link(struct draft *files, size_t count);

#endif
