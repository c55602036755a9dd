/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_PUBLISH_H
#define SUPERVISOR_UNITS_LOAD_PUBLISH_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Refuses units whose published ports another has already (the files are sorted
 * by name: the later one loses) or that claim one twice.
 */
void publish_check(struct draft *files, size_t count);

#endif
