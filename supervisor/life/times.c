/* SPDX-License-Identifier: MIT */
#include "supervisor/life/times.h"

#include "init/io.h"
#include "supervisor/life/automaton.h"

#include <stddef.h>

/* After the values of enum automaton_outcome: nobody knows how it ended. */
#define CUT (OUTCOME_DEPENDENCY + 1)

static void mark(struct times *t, unsigned point)
{
	if (!t->at[point])
		t->at[point] = io_now_ms();
}

static void end(struct times *t, int how)
{
	if (t->at[TIMES_ENDED])
		return;
	mark(t, TIMES_ENDED);
	t->at[TIMES_END] = how;
}

void times_take(struct times *t, const struct automaton *a,
	const struct automaton_policy *p, bool climbed)
{
	if (a->state == AUTO_WAITING)
		mark(t, TIMES_QUEUED);
	if (a->state == AUTO_WAITING || !t->at[TIMES_QUEUED])
		return;
	if (a->state != AUTO_RAISING && a->state != AUTO_RUNNING) {
		end(t, a->outcome);
	} else {
		mark(t, TIMES_CLEAR);
		if (climbed && !t->at[TIMES_ENDED])
			mark(t, TIMES_RUNG + a->level - 1U);
	}
	/* A unit that a condition leaves out keeps nobody waiting: no more. */
	if (a->outcome != OUTCOME_SKIPPED && automaton_ready(a, p))
		mark(t, TIMES_READY);
}

void times_cut(struct times *t)
{
	if (t->at[TIMES_CLEAR] && !t->at[TIMES_READY])
		end(t, CUT);
}

const char *times_end(const struct times *t)
{
	static const char *const words[] = {
		[OUTCOME_NONE] = "stopped",
		[OUTCOME_EXITED] = "exited",
		[OUTCOME_SKIPPED] = "skipped",
		[OUTCOME_FAILED] = "failed",
		[OUTCOME_DEPENDENCY] = "dependency",
		[CUT] = "unknown",
	};
	uint64_t how = (uint64_t)t->at[TIMES_END];

	return t->at[TIMES_ENDED] && how <= CUT ? words[how] : NULL;
}
