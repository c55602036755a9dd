/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LOCK_H
#define SUPERVISOR_BASE_LOCK_H

#include <stdint.h>

/*
 * Locks between tasks, all in one file of RUN that no container can open: who
 * can open a file can hold a lock on it for ever.
 */

#define LOCK_USERNS 0

/*
 * Waits for the lock of that number (those of volumes are inode numbers) and
 * returns a descriptor that holds it until it is closed; or -errno after a log
 * line.
 */
int lock_hold(uint64_t number);

#endif
