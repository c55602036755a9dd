/* SPDX-License-Identifier: MIT */
/*
 * When firmware on trial is good, and when it is given up.
 *
 * Links: supervisor/slot/trial.c
 */
#include "supervisor/slot/trial.h"
#include "tests/unit/tap.h"

#define LIMIT 300000

static struct trial t;

/* A look at two units, which are well since well_ms and stable after 30 s. */
static enum trial_state look(bool settled, int64_t now_ms,
	enum trial_sign first, enum trial_sign second, int64_t well_ms)
{
	trial_look(&t, settled, now_ms);
	trial_unit(&t, 7, first, well_ms, 30000);
	trial_unit(&t, 8, second, well_ms, 30000);
	return trial_judge(&t);
}

static void put_in(enum trial_state state)
{
	trial_begin(&t, LIMIT);
	t.state = state;
}

static void good(void)
{
	trial_begin(&t, LIMIT);
	is_int(look(false, 1000, TRIAL_WELL, TRIAL_WELL, 500), TRIAL_WATCHING,
		"the boot has not settled");
	is_int(t.next_ms, 30500, "the next look is when the units are stable");
	is_int(look(true, 30499, TRIAL_WELL, TRIAL_WELL, 500), TRIAL_WATCHING,
		"a moment too early");
	is_int((long long)t.which, 7, "it waits for the first of them");
	is_int(look(false, 40000, TRIAL_WELL, TRIAL_WELL, 500), TRIAL_WATCHING,
		"stable, but the boot goes on");
	ok(t.which == TRIAL_NOBODY, "so it waits for no unit");
	is_int(look(true, 40000, TRIAL_WELL, TRIAL_WELL, 500), TRIAL_CONFIRMING,
		"all is well");
	is_int(look(true, LIMIT + 1, TRIAL_FAILED, TRIAL_WELL, 500),
		TRIAL_CONFIRMING, "nothing counts while it is confirmed");
	trial_answer(&t, true, 40100);
	is_int(look(true, LIMIT + 1, TRIAL_FAILED, TRIAL_DOWN, 0),
		TRIAL_CONFIRMED, "nor after it");
	trial_begin(&t, LIMIT);
	trial_look(&t, true, 5);
	is_int(trial_judge(&t), TRIAL_CONFIRMING, "without any unit");
}

static void bad(void)
{
	trial_begin(&t, LIMIT);
	is_int(look(true, 1000, TRIAL_WELL, TRIAL_DOWN, 1000), TRIAL_WATCHING,
		"one is not up");
	ok(t.which == 8 && t.sign == TRIAL_DOWN, "that one is waited for");
	is_int(look(true, LIMIT - 1, TRIAL_SICK, TRIAL_DOWN, 0), TRIAL_WATCHING,
		"a moment before the limit");
	ok(t.which == 7 && t.sign == TRIAL_SICK,
		"the first one that is not well");
	is_int(t.next_ms, LIMIT, "the next look is at the limit");
	is_int(look(true, LIMIT, TRIAL_WELL, TRIAL_SICK, 0), TRIAL_GIVEN_UP,
		"the limit is over");
	ok(t.which == 8 && t.sign == TRIAL_SICK, "for that one");
	is_int(look(true, LIMIT, TRIAL_WELL, TRIAL_WELL, 0), TRIAL_GIVEN_UP,
		"which is the end");
	put_in(TRIAL_WATCHING);
	is_int(look(true, LIMIT, TRIAL_WELL, TRIAL_WELL, LIMIT - 10),
		TRIAL_GIVEN_UP, "well, but not long enough before the limit");
	ok(t.which == 7 && t.sign == TRIAL_WELL, "for that");
	put_in(TRIAL_WATCHING);
	is_int(look(true, LIMIT, TRIAL_WELL, TRIAL_WELL, LIMIT - 30000),
		TRIAL_CONFIRMING, "at the limit just long enough");
	put_in(TRIAL_WATCHING);
	is_int(look(false, LIMIT, TRIAL_WELL, TRIAL_WELL, 1), TRIAL_GIVEN_UP,
		"a boot that never settles");
	ok(t.which == TRIAL_NOBODY && !t.settled, "is the reason itself");
	put_in(TRIAL_WATCHING);
	is_int(look(false, 10, TRIAL_DOWN, TRIAL_FAILED, 0), TRIAL_GIVEN_UP,
		"one is down for good: at once");
	ok(t.which == 8 && t.sign == TRIAL_FAILED, "it is the worst");
	put_in(TRIAL_WATCHING);
	(void)look(false, 10, TRIAL_FAILED, TRIAL_FAILED, 0);
	is_int((long long)t.which, 7, "of two the first");
}

static void again(void)
{
	trial_begin(&t, LIMIT);
	(void)look(true, 40000, TRIAL_WELL, TRIAL_WELL, 0);
	trial_answer(&t, false, 41000);
	is_int(t.state, TRIAL_WATCHING, "the confirmation has failed");
	is_int(look(true, 42000, TRIAL_WELL, TRIAL_WELL, 0), TRIAL_WATCHING,
		"it is not tried again at once");
	is_int(t.next_ms, 41000 + TRIAL_RETRY_MS, "but then");
	is_int(look(true, t.next_ms, TRIAL_WELL, TRIAL_WELL, 0),
		TRIAL_CONFIRMING, "it is");
	trial_answer(&t, false, LIMIT + 5);
	is_int(look(true, LIMIT + 5, TRIAL_WELL, TRIAL_WELL, 0), TRIAL_GIVEN_UP,
		"until the limit is over");
	ok(t.which == TRIAL_NOBODY && t.settled, "no unit is the reason");
}

/* Every state, with every pair of signs, before and after the limit. */
static void all(void)
{
	for (int s = TRIAL_OFF; s <= TRIAL_GIVEN_UP; s++)
		for (int i = 0; i < 2 * 2 * 4 * 4; i++) {
			enum trial_sign a = i & 3, b = i >> 2 & 3;
			bool settled = i >> 4 & 1, late = i >> 5 & 1;
			bool failed = a == TRIAL_FAILED || b == TRIAL_FAILED;
			bool well = !a && !b && settled;
			enum trial_state want = s, got;

			put_in((enum trial_state)s);
			if (s == TRIAL_WATCHING)
				want = failed ? TRIAL_GIVEN_UP
				       : well ? TRIAL_CONFIRMING
				       : late ? TRIAL_GIVEN_UP
					      : TRIAL_WATCHING;
			got = look(settled, late ? LIMIT : LIMIT - 1, a, b, 1);
			is_int(got, want, "state, signs, settled, limit");
			trial_answer(&t, true, 1);
			is_int(t.state,
				got == TRIAL_CONFIRMING ? TRIAL_CONFIRMED : got,
				"... and an answer");
		}
}

int main(void)
{
	good();
	bad();
	again();
	all();
	return done_testing();
}
