/* SPDX-License-Identifier: MIT */
/*
 * How long restarts wait: systemd's formula, doubling, and what a fake clock
 * sees of a unit that crashes again and again.
 * Links: supervisor/life/delay.c supervisor/life/automaton.c
 */
#include "supervisor/life/delay.h"
#include "supervisor/units/policy.h"

#include "supervisor/life/automaton.h"
#include "tests/unit/tap.h"

static int64_t of(int64_t low, int64_t high, uint16_t steps, uint32_t streak)
{
	const struct automaton_policy p = {
		.restart_ms = low, .restart_max_ms = high, .steps = steps};

	return delay_of(&p, streak);
}

static int64_t apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static void formula(void)
{
	/* 100 * 1000 ^ (i / 5), rounded up */
	static const int64_t want[] = {
		100, 399, 1585, 6310, 25119, 100000, 100000, 100000};
	int wrong = 0, falling = 0;

	for (uint32_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		wrong += apart(of(100, 100000, 5, i), want[i]) > 1;
	is_int(wrong, 0, "100 ms to 100 s in 5 steps is systemd's ramp");
	for (uint32_t i = 1; i < 65535; i++)
		falling += of(1, INT64_C(2592000000), 65535, i) <
			   of(1, INT64_C(2592000000), 65535, i - 1);
	is_int(falling, 0, "65535 steps from 1 ms to 30 days never fall");
	/* 2^31 ms in 31 steps: each is the next power of two. */
	for (uint32_t i = 0; i < 31; i++)
		wrong +=
			apart(of(1, INT64_C(1) << 31, 31, i), INT64_C(1) << i) >
			1 + (INT64_C(1) << i) / 5000000;
	is_int(wrong, 0, "powers of two are exact to 2e-7");
	is_int(of(100, 100000, 1, 0), 100, "one step: RestartSec=,");
	is_int(of(100, 100000, 1, 1), 100000, "then the longest delay");
}

static void doubling(void)
{
	static const int64_t want[] = {100, 200, 400, 800, 1600, 3200, 6400,
		12800, 25600, 51200, 60000, 60000};
	int wrong = 0;

	for (uint32_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		wrong += of(100, 60000, 0, i) != want[i];
	is_int(wrong, 0, "without steps it doubles up to 60 s");
	is_int(of(100, 60000, 0, UINT32_MAX), 60000, "for ever");
	is_int(of(5000, 1000, 0, 7), 5000, "a longest delay below the first");
}

/* A unit that lives for life_ms each time; when its tenth restart comes. */
static int64_t tenth(const struct automaton_policy *p, int64_t life_ms)
{
	struct automaton a = {.state = AUTO_RUNNING,
		.want = true,
		.ready = true,
		.level = p->rungs};
	int64_t clock = 0;

	for (int i = 0; i < 10; i++) {
		clock += life_ms;
		(void)automaton_event(&a, p, AUTO_EXIT_CODE,
			life_ms >= automaton_stable_ms(&a, p) ? FACT_STABLE
							      : 0);
		clock += a.delay_ms;
		(void)automaton_event(&a, p, AUTO_TIMER, 0);
		(void)automaton_event(&a, p, AUTO_CLEAR, 0);
		(void)automaton_event(&a, p, AUTO_DONE, 0);
	}
	return clock;
}

static void clocks(void)
{
	struct automaton_policy p = {.restart = RESTART_ALWAYS,
		.process = true,
		.rungs = 1,
		.restart_ms = 100,
		.restart_max_ms = 60000};

	is_int(tenth(&p, 0), 102300, "ten crashes at once take 102 s");
	is_int(tenth(&p, 59000), 590000 + 102300, "59 s of life reset nothing");
	is_int(tenth(&p, 61000), 610000 + 1000, "61 s forgive all");
	p.restart_ms = 40000;
	is_int(tenth(&p, 61000), 610000 + 40000 + 9 * 60000,
		"unless the delay was longer than half of it");
	p.restart_ms = 100;
	p.reset_ms = 5000;
	is_int(tenth(&p, 5000), 50000 + 1000, "RestartResetSec= is exact");
	is_int(tenth(&p, 4999), 49990 + 102300, "to the millisecond");
}

/* StartLimitIntervalSec=10s, StartLimitBurst=5 */
static void limits(void)
{
	struct delay_starts s = {0};
	int good = 0;

	for (int64_t t = 1000; t < 11000; t += 1000)
		good += delay_start(&s, 10000, 5, t);
	is_int(good, 5, "five starts in ten seconds, not six");
	ok(delay_start(&s, 10000, 5, 11000), "and again from the tenth on");
	good = 0;
	for (int64_t t = 20000; t < 100000; t += 2001)
		good += delay_start(&s, 10000, 5, t);
	is_int(good, 40, "one in two seconds is never too often");
	good = 0;
	for (int i = 0; i < 100; i++)
		good += delay_start(&s, 10000, 0, 0);
	is_int(good, 100, "without a limit all are");
}

int main(void)
{
	limits();
	formula();
	doubling();
	clocks();
	return done_testing();
}
