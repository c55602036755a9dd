/* SPDX-License-Identifier: MIT */
/*
 * Clients that wait for units without doing anything to them.  A unit that is
 * not on its way to what the client waits for is an error at once: otherwise
 * the client would wait for ever.
 */
#include "supervisor/serve/control_parts.h"

#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"
#include "supervisor/units/unit_file.h"

#include <string.h>

/* "exited" is of a unit that is down and stays so, or a oneshot that is up. */
static bool is_so(const struct unit *u, enum control_until until)
{
	switch (until) {
	case UNTIL_EXITED:
		return !u->pid &&
		       (u->file->bad || u->a.state == AUTO_EXITED ||
			       (u->a.state == AUTO_DOWN && !u->a.want));
	case UNTIL_HEALTHY:
		return u->health && u->a.state == AUTO_RUNNING &&
		       u->health->state == HEALTH_HEALTHY;
	case UNTIL_READY:
		return automaton_ready(&u->a, &u->policy);
	case UNTIL_RUNNING:
	case UNTIL_NO:
		break;
	}
	return u->a.state == AUTO_RUNNING || u->a.state == AUTO_EXITED;
}

/* Whether the unit runs and nothing checks its health. */
static bool is_unchecked(const struct unit *u)
{
	return u->a.state == AUTO_RUNNING &&
	       (!u->health || u->health->conf.from == CHECK_NONE);
}

bool control_wait_check(struct client *c)
{
	size_t left = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct unit *u = c->units[i];

		if (is_so(u, c->until))
			continue;
		left++;
		if (c->until == UNTIL_HEALTHY && is_unchecked(u)) {
			control_answer(c, "error %d %s has no health check",
				EXITCODE_FAILED, u->file->name);
			return true;
		}
		if (c->until == UNTIL_EXITED || (u->a.want && !u->file->bad))
			continue;
		control_answer(c, "error %d %s is %s%s%s", EXITCODE_NOT_RUNNING,
			u->file->name, life_state(u), *u->cause ? ": " : "",
			u->cause);
		return true;
	}
	if (left == 0)
		control_answer(c, "ok");
	return left == 0;
}

enum control_result control_wait(struct client *c, const char *what)
{
	static const char *const words[] = {[UNTIL_NO] = "",
		[UNTIL_EXITED] = "exited",
		[UNTIL_HEALTHY] = "healthy",
		[UNTIL_READY] = "ready",
		[UNTIL_RUNNING] = "running"};

	for (enum control_until u = UNTIL_EXITED; u <= UNTIL_RUNNING; u++)
		if (strcmp(words[u], what) == 0)
			c->until = u;
	if (!c->until) {
		control_answer(c,
			"error %d wait for exited, running, ready or healthy, "
			"not '%s'",
			EXITCODE_USAGE, what);
		return CONTROL_DONE;
	}
	return control_wait_check(c) ? CONTROL_DONE : CONTROL_WAIT;
}
