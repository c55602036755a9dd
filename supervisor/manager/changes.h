/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_CHANGES_H
#define SUPERVISOR_MANAGER_CHANGES_H

#include <stddef.h>

struct unit;

/*
 * To be called after the boot of a tcrd that has read changed files.  Restarts
 * units that run but whose files have changed.  Starts units that the boot
 * would start and that had failed with their old files, or because a unit that
 * they require had.
 */
void changes_take(struct unit *units, size_t count);

#endif
