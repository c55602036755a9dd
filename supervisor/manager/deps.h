/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_DEPS_H
#define SUPERVISOR_MANAGER_DEPS_H

#include <stdbool.h>
#include <stddef.h>

struct unit;

enum deps_verdict {
	DEPS_CLEAR,  /* the unit may start */
	DEPS_WAIT,   /* another unit has to start or stop first */
	DEPS_FAILED, /* a unit that it requires will not come up */
};

/*
 * Whether the waiting unit u may start; *which is the unit that keeps it from
 * starting, or NULL.  As with systemd, a unit that comes after u and is being
 * stopped is down before u starts.
 */
enum deps_verdict deps_check(const struct unit *units, size_t count,
	const struct unit *u, const struct unit **which);

/* u is in backoff, or waits (over any number of units) for one that is. */
bool deps_kept_back(
	const struct unit *units, size_t count, const struct unit *u);

/* Whether u may be stopped: no unit that comes after it is still stopping. */
bool deps_may_stop(
	const struct unit *units, size_t count, const struct unit *u);

/* The unit is being stopped, or is about to be. */
bool deps_leaving(const struct unit *u);

/* The unit is up: it runs, or is an ended oneshot with RemainAfterExit=yes. */
bool deps_active(const struct unit *u);

#endif
