/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_CHANGES_H
#define SUPERVISOR_MANAGER_CHANGES_H

#include <stddef.h>

struct unit;

/*
 * To be called after the boot of a tcrd that has read changed files.  Restarts
 * units that run but whose files have changed, unless only keys have that need
 * no restart (enum unit_change).  Starts units that the boot
 * would start and that had failed with their old files, or because a unit that
 * they require had.
 */
void changes_take(struct unit *units, size_t count);

/* The limits of u were to change in place; rc and why: how that has ended. */
void changes_limited(struct unit *u, int rc, const char *why);

#endif
