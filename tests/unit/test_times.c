/* SPDX-License-Identifier: MIT */
/*
 * The times of a first start, by what happens to a unit.
 * Links: supervisor/life/times.c supervisor/life/automaton.c
 * Links: supervisor/life/delay.c init/io.c init/log.c init/fmt.c init/text.c
 */
#include "supervisor/life/times.h"

#include "supervisor/life/automaton.h"
#include "tests/unit/tap.h"

static struct automaton a;
static struct automaton_policy p;
static struct times t;

static void begin(bool notifies, bool oneshot)
{
	a = (struct automaton){0};
	t = (struct times){0};
	p = (struct automaton_policy){.rungs = 3,
		.process = true,
		.notifies = notifies,
		.oneshot = oneshot,
		.restart = RESTART_ON_FAILURE};
}

static void event(enum automaton_event e)
{
	uint8_t level = a.level;

	(void)automaton_event(&a, &p, e, 0);
	times_take(&t, &a, &p, a.level > level);
}

static void events(const enum automaton_event *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		event(e[i]);
}

#define EVENTS(...)                                                            \
	events((const enum automaton_event[]){__VA_ARGS__},                    \
		sizeof((const enum automaton_event[]){__VA_ARGS__}) /          \
			sizeof(enum automaton_event))
#define UP AUTO_WANT, AUTO_CLEAR, AUTO_DONE, AUTO_DONE, AUTO_DONE

/* Which times are set, a letter each. */
static const char *set(void)
{
	static char text[TIMES_COUNT];
	size_t n = 0;

	for (unsigned i = 0; i < TIMES_END; i++)
		if (t.at[i])
			text[n++] = "qc123re"[i];
	text[n] = 0;
	return text;
}

static bool ends(const char *word)
{
	const char *end = times_end(&t);

	return word ? end && strcmp(end, word) == 0 : !end;
}

#define is_set(want, text)                                                     \
	(ok(strcmp(set(), want) == 0, "%s: %s, not %s", text, want, set()))

int main(void)
{
	begin(false, false);
	is_set("", "never started");
	EVENTS(AUTO_RESET, AUTO_UNWANT);
	is_set("", "... whatever it is told");
	EVENTS(UP);
	is_set("qc123r", "a start");
	ok(ends(NULL), "... that has not ended");
	EVENTS(AUTO_UNWANT);
	is_set("qc123re", "... that is stopped");
	ok(ends("stopped"), "... by hand");

	begin(true, false);
	EVENTS(UP);
	is_set("qc123", "a program that has not said that it is ready");
	EVENTS(AUTO_EXIT_CODE);
	is_set("qc123e", "... and ends");
	ok(ends("failed"), "... as a failure");
	EVENTS(AUTO_TIMER, AUTO_CLEAR, AUTO_DONE, AUTO_READY);
	is_set("qc123re", "... is ready in its next start");
	ok(ends("failed"), "... of the first one that stays so");

	begin(false, false);
	EVENTS(AUTO_WANT, AUTO_CLEAR, AUTO_DONE, AUTO_FAILED, AUTO_DONE,
		AUTO_DONE, AUTO_TIMER, AUTO_CLEAR, AUTO_DONE, AUTO_DONE);
	is_set("qc1e", "only rungs of the first start count");

	begin(false, true);
	EVENTS(UP);
	is_set("qc123", "a oneshot");
	EVENTS(AUTO_EXIT_CLEAN, AUTO_DONE, AUTO_DONE, AUTO_DONE);
	is_set("qc123re", "... is ready when it has ended");
	ok(ends("exited"), "... by itself");

	begin(false, false);
	EVENTS(AUTO_WANT, AUTO_SKIP);
	is_set("qe", "a unit that a condition leaves out");
	ok(ends("skipped"), "... is not ready, as others may think");
	begin(false, false);
	EVENTS(AUTO_WANT, AUTO_DEP_FAILED);
	ok(ends("dependency"), "a unit that needs one that failed");

	begin(false, false);
	EVENTS(AUTO_WANT, AUTO_CLEAR, AUTO_DONE);
	times_cut(&t);
	is_set("qc1e", "tcrd ends during a start");
	ok(ends("unknown"), "... and nobody sees how that ends");
	begin(false, false);
	EVENTS(AUTO_WANT);
	times_cut(&t);
	EVENTS(AUTO_CLEAR, AUTO_DONE, AUTO_DONE, AUTO_DONE);
	is_set("qc123r",
		"tcrd ends while a unit waits: no part of a start is lost");
	begin(false, false);
	EVENTS(UP);
	times_cut(&t);
	is_set("qc123r", "... after it");
	begin(false, false);
	times_cut(&t);
	is_set("", "... before it");
	return done_testing();
}
