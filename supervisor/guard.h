/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_GUARD_H
#define SUPERVISOR_GUARD_H

#include <stdint.h>

/*
 * Keeps the firewall's table as it is to be: when another program changes or
 * flushes it while tcr-firewall.service is up, it is put up again, at once the
 * first time and ever later for who does so again and again.  The unit counts
 * each as a restart and says who it was.
 */

/* Begins to watch; without, when the kernel cannot tell. */
void guard_init(void);

/* Does what is due. */
void guard_turn(int64_t now_ms);
/* When that is next; INT64_MAX: never. */
int64_t guard_deadline(void);

#endif
