/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_STORES_H
#define SUPERVISOR_UNITS_LOAD_STORES_H

#include "supervisor/units/keys/unitfile.h"

#include <limits.h>
#include <stddef.h>

/*
 * Puts what .volume and .image units stand for in the units that name them:
 * paths and images.  Missing ones have been told of.  0 or -ENOMEM.
 */
int stores_link(struct unitfile *files, size_t count);

#endif
