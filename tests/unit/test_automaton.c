/* SPDX-License-Identifier: MIT */
/*
 * The unit automaton, exhaustively: every state that can be reached under every
 * policy, every event in each, and from each a way up and a way home.
 * Links: supervisor/automaton.c
 */
#include "supervisor/automaton.h"
#include "tests/unit/tap.h"

#define EVENTS    (AUTO_TIMER + 1)
#define STREAKS   3 /* a streak beyond behaves as this one */
#define STATES    (8 * 4 * 2 * 2 * 4 * (STREAKS + 1))
#define STEPS_MAX 32

static bool seen[STATES];
static struct automaton list[STATES];
static size_t found;

static size_t index_of(const struct automaton *a)
{
	size_t i = a->state;

	i = i * 4 + a->outcome;
	i = i * 2 + a->want;
	i = i * 2 + a->failing;
	i = i * 4 + a->level;
	return i * (STREAKS + 1) + (a->streak < STREAKS ? a->streak : STREAKS);
}

static void visit(struct automaton a)
{
	if (a.streak > STREAKS)
		a.streak = STREAKS;
	if (seen[index_of(&a)])
		return;
	seen[index_of(&a)] = true;
	list[found++] = a;
}

/* What must hold after any event, whatever came before. */
static bool sound(const struct automaton *was, const struct automaton *a,
	const struct automaton_policy *p, unsigned orders)
{
	unsigned job = orders & (ORDER_RAISE | ORDER_LOWER | ORDER_SIGNAL);
	bool moved = was->state != a->state;
	bool same_task = was->state == a->state && was->level == a->level;

	if (a->level > p->rungs || (job & (job - 1)) != 0)
		return false;
	if ((orders & ORDER_RAISE) && a->state != AUTO_RAISING)
		return false;
	if ((orders & ORDER_LOWER) && a->state != AUTO_LOWERING)
		return false;
	if ((orders & ORDER_SIGNAL) && a->state != AUTO_STOPPING)
		return false;
	switch (a->state) {
	case AUTO_DOWN:
		return a->level == 0 && !a->want && !job;
	case AUTO_EXITED:
		return a->level == 0 && a->want && p->oneshot && p->remain;
	case AUTO_WAITING:
		return a->want && (a->level < p->rungs || p->process) && !job;
	case AUTO_RAISING:
		return a->level < p->rungs && (same_task || job == ORDER_RAISE);
	case AUTO_RUNNING:
		return a->level == p->rungs && a->want && !job;
	case AUTO_STOPPING:
		return a->level == p->rungs && p->process &&
		       (!moved || job == ORDER_SIGNAL);
	case AUTO_LOWERING:
		return a->level > 0 && (same_task || job == ORDER_LOWER);
	case AUTO_BACKOFF:
		return a->want && (a->level < p->rungs || p->process) &&
		       (!moved || (orders & ORDER_TIMER)) &&
		       a->delay_ms <= p->restart_max_ms;
	}
	return false;
}

/* While a task is under way only its end may order another. */
static bool one_task(
	const struct automaton *was, unsigned orders, enum automaton_event e)
{
	bool busy = was->state == AUTO_RAISING || was->state == AUTO_LOWERING;
	bool end = e == AUTO_DONE || e == AUTO_FAILED || e == AUTO_TIMER;

	return !busy || end || !(orders & (ORDER_RAISE | ORDER_LOWER));
}

/* The event that lets a unit go on when all goes well. */
static enum automaton_event helpful(const struct automaton *a)
{
	switch (a->state) {
	case AUTO_WAITING:
		return AUTO_CLEAR;
	case AUTO_RAISING:
	case AUTO_LOWERING:
		return AUTO_DONE;
	case AUTO_STOPPING:
		return AUTO_EXIT_CLEAN;
	case AUTO_BACKOFF:
		return AUTO_TIMER;
	case AUTO_DOWN:
	case AUTO_RUNNING:
	case AUTO_EXITED:
		break;
	}
	return AUTO_CLEAR;
}

static bool arrives(struct automaton a, const struct automaton_policy *p,
	enum automaton_event goal)
{
	(void)automaton_event(&a, p, goal, false);
	for (int i = 0; i < STEPS_MAX; i++) {
		if (goal == AUTO_UNWANT && a.state == AUTO_DOWN)
			return a.level == 0;
		if (goal == AUTO_WANT &&
			(a.state == AUTO_RUNNING || a.state == AUTO_EXITED))
			return true;
		(void)automaton_event(&a, p, helpful(&a), false);
	}
	return false;
}

/* Walks everything reachable under p; counts what is wrong. */
static int explore(const struct automaton_policy *p)
{
	int bad = 0;

	memset(seen, 0, sizeof(seen));
	found = 0;
	visit((struct automaton){.state = AUTO_DOWN});
	for (int wanted = 0; wanted < 2; wanted++) {
		struct automaton a = {0};

		(void)automaton_recover(&a, p, wanted);
		visit(a);
	}
	for (size_t i = 0; i < found; i++) {
		for (int e = 0; e < EVENTS * 2; e++) {
			struct automaton a = list[i];
			enum automaton_event event =
				(enum automaton_event)(e % EVENTS);
			unsigned orders =
				automaton_event(&a, p, event, e >= EVENTS);

			if (!sound(&list[i], &a, p, orders) ||
				!one_task(&list[i], orders, event)) {
				printf("# state %d level %d want %d event %d "
				       "-> state %d level %d orders %u\n",
					list[i].state, list[i].level,
					list[i].want, event, a.state, a.level,
					orders);
				bad++;
			}
			visit(a);
		}
		for (int g = AUTO_WANT; g <= AUTO_UNWANT; g++) {
			if (arrives(list[i], p, (enum automaton_event)g))
				continue;
			printf("# no way %s from state %d level %d outcome %d "
			       "want %d failing %d\n",
				g == AUTO_WANT ? "up" : "home", list[i].state,
				list[i].level, list[i].outcome, list[i].want,
				list[i].failing);
			bad++;
		}
	}
	return bad;
}

static void every_state(void)
{
	size_t total = 0;
	int bad = 0;

	for (int i = 0; i < 4 * 2 * 2 * 2 * 3; i++) {
		struct automaton_policy p = {
			.restart = (enum automaton_restart)(i % 4),
			.oneshot = i / 4 % 2,
			.remain = i / 8 % 2,
			.process = i / 16 % 2,
			.rungs = (uint8_t)(1 + i / 32),
			.restart_ms = 100,
			.restart_max_ms = 60000,
		};

		bad += explore(&p);
		total += found;
	}
	is_int(bad, 0, "every event in every reachable state is sound");
	ok(total > 1000, "%zu states over 96 policies were reached", total);
}

static const struct automaton_policy always = {.restart = RESTART_ALWAYS,
	.restart_ms = 100,
	.restart_max_ms = 60000,
	.rungs = 3,
	.process = true};

static void start(struct automaton *a, const struct automaton_policy *p)
{
	(void)automaton_event(a, p, AUTO_WANT, false);
	while (a->state != AUTO_RUNNING && a->state != AUTO_DOWN)
		(void)automaton_event(a, p, helpful(a), false);
}

static void delays(void)
{
	static const int64_t want[] = {100, 200, 400, 800, 1600, 3200, 6400,
		12800, 25600, 51200, 60000, 60000};
	struct automaton a = {0};
	bool good = true;

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		start(&a, &always);
		(void)automaton_event(&a, &always, AUTO_EXIT_BAD, false);
		good = good && a.delay_ms == want[i] && a.level == 3;
	}
	ok(good, "delays double from 0.1 s to 60 s, lower rungs are kept");
	is_int(automaton_stable_ms(&a), 120000,
		"a run of twice the delay forgives");
	start(&a, &always);
	(void)automaton_event(&a, &always, AUTO_EXIT_BAD, true);
	is_int(a.delay_ms, 100, "after a stable run the ramp begins anew");
	is_int(automaton_stable_ms(&a), 60000, "stable is 60 s at least");
}

struct cell {
	enum automaton_restart restart;
	enum automaton_event event;
	enum automaton_state state;
};

static void policies(void)
{
	static const struct cell cells[] = {
		{RESTART_NO, AUTO_EXIT_CLEAN, AUTO_LOWERING},
		{RESTART_NO, AUTO_EXIT_BAD, AUTO_LOWERING},
		{RESTART_ON_FAILURE, AUTO_EXIT_CLEAN, AUTO_LOWERING},
		{RESTART_ON_FAILURE, AUTO_EXIT_BAD, AUTO_BACKOFF},
		{RESTART_ALWAYS, AUTO_EXIT_CLEAN, AUTO_BACKOFF},
		{RESTART_ALWAYS, AUTO_EXIT_BAD, AUTO_BACKOFF},
		{RESTART_UNLESS_STOPPED, AUTO_EXIT_CLEAN, AUTO_BACKOFF},
		{RESTART_UNLESS_STOPPED, AUTO_EXIT_BAD, AUTO_BACKOFF},
	};

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		struct automaton_policy p = always;
		struct automaton a = {0};
		char text[64];

		p.restart = cells[i].restart;
		start(&a, &p);
		(void)automaton_event(&a, &p, cells[i].event, false);
		(void)snprintf(text, sizeof(text), "restart %d, exit %s",
			p.restart,
			cells[i].event == AUTO_EXIT_BAD ? "bad" : "clean");
		is_int(a.state, cells[i].state, text);
	}
}

static void oneshots(void)
{
	struct automaton_policy p = {.oneshot = true,
		.restart = RESTART_ON_FAILURE,
		.restart_ms = 100,
		.restart_max_ms = 60000,
		.rungs = 3,
		.process = true};
	struct automaton a = {0};

	start(&a, &p);
	ok(!automaton_ready(&a, &p), "a oneshot at work is not ready");
	(void)automaton_event(&a, &p, AUTO_EXIT_CLEAN, false);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, false);
	is_int(a.state, AUTO_DOWN, "a oneshot that is done is down");
	ok(automaton_ready(&a, &p), "and what requires it may start");
	start(&a, &p);
	is_int(a.state, AUTO_RUNNING, "it can be started again");
	p.remain = true;
	(void)automaton_event(&a, &p, AUTO_EXIT_CLEAN, false);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, false);
	is_int(a.state, AUTO_EXITED, "with RemainAfterExit= it stays");
	ok(automaton_ready(&a, &p), "and is ready");
}

static void goals(void)
{
	struct automaton a = {0};

	start(&a, &always);
	(void)automaton_event(&a, &always, AUTO_EXIT_BAD, false);
	is_int(automaton_event(&a, &always, AUTO_WANT, false), ORDER_FORGET,
		"a start cuts a backoff short");
	is_int((long long)a.streak, 1, "and does not reset the ramp");
	start(&a, &always);
	is_int(automaton_event(&a, &always, AUTO_UNWANT, false), ORDER_SIGNAL,
		"a stop asks the process first");
	(void)automaton_event(&a, &always, AUTO_WANT, false);
	is_int(automaton_event(&a, &always, AUTO_TIMER, false), ORDER_LOWER,
		"one that does not obey is taken down");
	start(&a, &always);
	is_int(a.state, AUTO_RUNNING, "a start while stopping comes after it");
	is_int(automaton_event(&a, &always, AUTO_FAILED, false), 0,
		"an event out of place changes nothing");
}

int main(void)
{
	every_state();
	delays();
	policies();
	oneshots();
	goals();
	return done_testing();
}
