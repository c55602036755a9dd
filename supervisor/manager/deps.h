/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_DEPS_H
#define SUPERVISOR_MANAGER_DEPS_H

#include <stdbool.h>
#include <stddef.h>

struct unit;

enum deps_verdict {
	DEPS_CLEAR,  /* may climb */
	DEPS_WAIT,   /* something that it comes after is on its way */
	DEPS_FAILED, /* something that it requires will not come */
};

/*
 * Whether a waiting unit may start; *which is the unit that decides, or NULL.
 * What is on its way down goes before what starts, as with systemd.
 */
enum deps_verdict deps_check(const struct unit *units, size_t count,
	const struct unit *u, const struct unit **which);

/* It is in backoff, or waits for one that is, or for one that waits so. */
bool deps_kept_back(
	const struct unit *units, size_t count, const struct unit *u);

/* Whether a unit may be stopped: none that comes after it is still leaving. */
bool deps_may_stop(
	const struct unit *units, size_t count, const struct unit *u);

/* On its way down, or about to be. */
bool deps_leaving(const struct unit *u);

/* Up: running, or a oneshot that remains; not one that has ended. */
bool deps_active(const struct unit *u);

#endif
