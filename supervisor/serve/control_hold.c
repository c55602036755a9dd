/* SPDX-License-Identifier: MIT */
/*
 * Volumes that a client has to itself; and clients of `tcrctl freeze`, which
 * are told when the kernel has stopped every process.
 *
 * While the client's connection is open, no unit that uses the volume is
 * started.  Units that run are frozen (freeze), so that what is read from the
 * volume is one state of it, or are a reason to refuse (hold).  tcrd does this
 * and not the client, as a client may be killed at any time: the kernel then
 * closes its connection, and tcrd lets the units go on.  A tcrd that takes over
 * from one that was killed thaws all that it adopts (life_adopt.c).
 *
 * A unit that is stopped, or ends, while it is frozen is let go at once, with
 * all others; the client learns that by an error, or the end of its connection.
 */
#include "supervisor/serve/control_parts.h"

#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/int64.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/uses.h"

#include <string.h>

#define SECONDS_MAX 86400
#define LOOK_MS     10    /* how often it is asked whether all have stopped */
#define FREEZE_MS   10000 /* a process that waits for a disk stops late */

static bool is_up(const struct unit *u)
{
	return u->a.state == AUTO_RUNNING && !u->stop_pending;
}

/* Whether the unit neither runs nor is on its way up or down. */
static bool is_still(const struct unit *u)
{
	return u->a.state == AUTO_DOWN || u->a.state == AUTO_WAITING ||
	       u->a.state == AUTO_EXITED || u->a.state == AUTO_BACKOFF;
}

/* Why the unit cannot be held now; NULL: it can. */
static const char *refusal(const struct unit *u, bool freeze)
{
	if (u->held)
		return "is held for another backup or restore: try again";
	if (is_still(u))
		return NULL;
	if (!is_up(u) || !u->a.ready)
		return "uses the volume and is starting or stopping: try "
		       "again";
	return freeze ? NULL : "uses the volume and runs: stop it first";
}

/* Finds the containers that use the volume; false after an answer. */
static bool find_users(struct client *c, const char *path, bool freeze)
{
	size_t count;
	struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++) {
		struct unit *u = &units[i];
		const char *why;

		if (u->file->kind != UNIT_CONTAINER ||
			!uses_volume(u->file, path))
			continue;
		why = c->count == CONTROL_UNITS_MAX ? "is one unit too many"
						    : refusal(u, freeze);
		if (why) {
			control_answer(c, "error %d %s %s", EXITCODE_FAILED,
				u->file->name, why);
			return false;
		}
		c->units[c->count++] = u;
	}
	return true;
}

enum control_result control_hold(
	struct client *c, const char *words, bool freeze)
{
	const char *path;
	uint64_t seconds = text_digits(words, &path, 10);

	if (seconds == 0 || seconds > SECONDS_MAX || *path++ != ' ' ||
		*path != '/') {
		control_answer(c, "error %d malformed request", EXITCODE_USAGE);
		return CONTROL_DONE;
	}
	if (!find_users(c, path, freeze))
		return CONTROL_DONE;
	c->holds = true;
	c->until_ms = io_now_ms() + (int64_t)seconds * 1000;
	for (size_t i = 0; i < c->count; i++) {
		c->units[i]->held = true;
		if (!is_up(c->units[i]))
			continue;
		if (!c->units[i]->paused && life_freeze(c->units[i]) < 0) {
			control_answer(c, "error %d %s cannot be frozen",
				EXITCODE_FAILED, c->units[i]->file->name);
			return CONTROL_DONE;
		}
	}
	return control_hold_check(c) ? CONTROL_DONE : CONTROL_WAIT;
}

/* Whether all processes of the client's units have stopped; then says so. */
static void tell_frozen(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->units[i]->frozen_ms &&
			cgroup_number(c->units[i]->file->name, "cgroup.events",
				"frozen") != 1)
			return;
	c->frozen = true;
	control_conclude(c);
}

bool control_hold_check(struct client *c)
{
	int64_t now = io_now_ms();

	for (size_t i = 0; i < c->count; i++) {
		const struct unit *u = c->units[i];

		if (u->frozen_ms ? is_up(u) : is_still(u))
			continue;
		control_answer(c, "error %d %s has ended or was stopped",
			EXITCODE_FAILED, u->file->name);
		return true;
	}
	if (!c->frozen)
		tell_frozen(c);
	for (size_t i = 0; !c->frozen && i < c->count; i++) {
		struct unit *u = c->units[i];

		if (!u->frozen_ms || u->frozen_ms + FREEZE_MS > now)
			continue;
		if (c->pauses)
			(void)life_pause(u, false);
		control_answer(c,
			"error %d %s cannot be frozen: a process "
			"waits for the kernel",
			EXITCODE_FAILED, u->file->name);
		return true;
	}
	if (c->pauses)
		return c->frozen;
	if (c->until_ms > now)
		return false;
	control_answer(c, "error %d the time is over", EXITCODE_TIMEOUT);
	return true;
}

int64_t control_hold_deadline(const struct client *c)
{
	return c->frozen ? c->until_ms : io_now_ms() + LOOK_MS;
}

void control_hold_end(struct client *c)
{
	for (size_t i = 0; i < c->count; i++) {
		c->units[i]->held = false;
		if (c->units[i]->frozen_ms && !c->units[i]->paused)
			life_thaw(c->units[i]);
	}
}
