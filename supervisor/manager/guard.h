/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_GUARD_H
#define SUPERVISOR_MANAGER_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Keeps of the network what other programs may take away: the firewall's table,
 * bridges, the ends of containers, uplinks.  It is put in order where it is,
 * under what runs on it; at once the first time in a minute, then 250 ms later,
 * 400 ms, and a minute when that was of no use 200 times.  The unit counts each
 * as a restart and says what it was.  What cannot be mended, or is an interface
 * that is not made by us, ends the unit, which is tried again by its policy.
 */

struct conf;
struct unit;

/*
 * Begins to watch the units, which are beside those of conf and must stay;
 * without, when the kernel cannot tell.
 */
void guard_init(const struct conf *conf, struct unit *units);

/* Does what is due. */
void guard_turn(int64_t now_ms);
/* When that is next; INT64_MAX: never. */
int64_t guard_deadline(void);

/* The task that mends the unit has ended: 0, or -errno and what it said. */
void guard_mended(struct unit *u, int rc, const char *text);

#endif
