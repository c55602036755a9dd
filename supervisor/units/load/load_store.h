/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_STORE_H
#define SUPERVISOR_UNITS_LOAD_LOAD_STORE_H

#include "supervisor/units/keys/draft.h"

#include <limits.h>
#include <stddef.h>

/*
 * Replaces the names of .volume and .image units in other units by the volumes'
 * paths and the images' names.  Names without a unit stay: resolve_names() has
 * reported them.  0 or -ENOMEM.
 */
int load_store_link(struct draft *files, size_t count);

#endif
