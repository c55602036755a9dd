/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LOCK_H
#define SUPERVISOR_BASE_LOCK_H

#include <stdint.h>

/*
 * Locks between tasks.  Each lock is a byte of the file RUN/locks, which no
 * container can open: who can open a file can lock it for ever.
 */

#define LOCK_USERNS 0 /* a volume's lock has its inode's number, never 0 */

/*
 * Waits for the lock of this number.  Returns a descriptor, which holds the
 * lock until the caller closes it, or -errno after a log line.
 */
int lock_hold(uint64_t number);

#endif
