/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_GUARD_H
#define SUPERVISOR_MANAGER_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Mends (repairs while containers go on running) what other programs have
 * changed in the network: the firewall's table, bridges, uplinks, and the
 * interfaces that connect containers to bridges.  The first repair within a
 * minute comes at once, the second 250 ms later, the next ones at intervals of
 * 400 ms; after 200 in a row the interval is a minute.  Each counts as a
 * restart of the network, uplink or firewall, whose cause says what was wrong.
 * If a repair fails twice, or an interface that tcr did not make is gone, the
 * unit ends and is tried again by its restart policy.
 */

struct conf;
struct unit;

/*
 * Begins to watch the units; units[i] belongs to the i-th of conf, and both
 * must stay valid.  Changes go unnoticed where the kernel cannot report them.
 */
void guard_init(const struct conf *conf, struct unit *units);

/* Starts the repairs that are due. */
void guard_turn(int64_t now_ms);
/* When guard_turn() is due; INT64_MAX: never. */
int64_t guard_deadline(void);

/* The task that mends u has ended: rc is 0 or -errno, text what it logged. */
void guard_mended(struct unit *u, int rc, const char *text);

#endif
