/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_INHIBIT_H
#define SUPERVISOR_SERVE_INHIBIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * An inhibitor is a process that has asked that nobody reboots the device or
 * powers it off.  It is one until it ends, for InhibitMaxSec= at most.  A
 * reboot can wait until there is none.  Both are kept in RUN/inhibitors for the
 * next tcrd of this boot.
 */
#define INHIBIT_MAX      8   /* inhibitors at one time */
#define INHIBIT_UNIT_MAX 4   /* ... of one container */
#define INHIBIT_TEXT_MAX 256 /* an inhibitor in words, with the NUL */

/* Finds those that an earlier tcrd knew; max_ms is InhibitMaxSec=, 0: none. */
void inhibit_init(int64_t max_ms);

/*
 * The process at the other end of this connection becomes an inhibitor; why is
 * cut and cleaned.  0, -ENOSPC (there are too many) or -errno.
 */
int inhibit_add(int connection, const char *why);

/* Writes which the i-th inhibitor is, and why; false: there are not so many. */
bool inhibit_text(size_t i, char text[INHIBIT_TEXT_MAX]);

/*
 * Has PID 1 reboot the device, or power it off: at once, or as soon as there is
 * no inhibitor.  why goes to the record of the boot.
 */
void inhibit_end(bool off, bool force, const char *why);
/* "reboot" or "poweroff", which waits; NULL: nothing waits. */
const char *inhibit_pending(void);
/* What waits is not done. */
void inhibit_cancel(void);

/* Does what is due, and when that is. */
void inhibit_turn(int64_t now_ms);
int64_t inhibit_deadline(void);

#endif
