/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LOCK_H
#define SUPERVISOR_BASE_LOCK_H

#include <stdint.h>

/*
 * Locks between tasks.  Each lock is a byte of the file RUN/locks, which no
 * container can open: who can open a file can lock it for ever.
 */

/* A volume's lock has the number of its inode: neither of these. */
#define LOCK_USERNS 0
#define LOCK_IMAGES (INT64_MAX >> 1) /* for image_up() */

/*
 * Waits for the lock of this number.  Returns a descriptor, which holds the
 * lock until the caller closes it, or -errno after a log line.
 */
int lock_hold(uint64_t number);

#endif
