/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_POD_H
#define SUPERVISOR_UNITS_LOAD_LOAD_POD_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Before dependencies are resolved: pods want their members and give them what
 * they have for them; who is joined by another is noted.  Files are sorted by
 * name.  0 or -ENOMEM.
 */
int load_pod_link(struct draft *files, size_t count);

#endif
