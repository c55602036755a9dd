/* SPDX-License-Identifier: MIT */
#include "supervisor/slot/trial.h"

#include "supervisor/base/int64.h"

void trial_begin(struct trial *t, int64_t limit_ms)
{
	*t = (struct trial){.state = TRIAL_WATCHING,
		.limit_ms = limit_ms,
		.which = TRIAL_NOBODY};
}

void trial_look(struct trial *t, bool settled, int64_t now_ms)
{
	t->now_ms = now_ms;
	t->settled = settled;
	t->waits = !settled;
	t->which = TRIAL_NOBODY;
	t->sign = TRIAL_WELL;
	t->next_ms = t->limit_ms;
	if (t->retry_ms > now_ms)
		t->next_ms = int64_min(t->next_ms, t->retry_ms);
}

void trial_unit(struct trial *t, size_t which, enum trial_sign sign,
	int64_t well_ms, int64_t stable_ms)
{
	int64_t due_ms = well_ms + stable_ms;

	if (sign == TRIAL_WELL && due_ms <= t->now_ms)
		return;
	if (sign == TRIAL_WELL)
		t->next_ms = int64_min(t->next_ms, due_ms);
	t->waits = true;
	/* The first of the worst: a failed one, one not well, one too young. */
	if (t->which != TRIAL_NOBODY &&
		(t->sign == TRIAL_FAILED || sign == TRIAL_WELL ||
			(t->sign != TRIAL_WELL && sign != TRIAL_FAILED)))
		return;
	t->which = which;
	t->sign = sign;
}

enum trial_state trial_judge(struct trial *t)
{
	bool well = !t->waits && t->now_ms >= t->retry_ms;

	if (t->state != TRIAL_WATCHING)
		return t->state;
	if (t->sign == TRIAL_FAILED || (!well && t->now_ms >= t->limit_ms))
		t->state = TRIAL_GIVEN_UP;
	else if (well)
		t->state = TRIAL_CONFIRMING;
	return t->state;
}

void trial_answer(struct trial *t, bool done, int64_t now_ms)
{
	if (t->state != TRIAL_CONFIRMING)
		return;
	t->state = done ? TRIAL_CONFIRMED : TRIAL_WATCHING;
	t->retry_ms = now_ms + TRIAL_RETRY_MS;
}
