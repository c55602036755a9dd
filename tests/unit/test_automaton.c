/* SPDX-License-Identifier: MIT */
/*
 * The unit automaton, exhaustively: every state that can be reached under every
 * policy, every event in each, and from each a way up and a way home.
 * Links: supervisor/life/automaton.c supervisor/life/delay.c
 */
#include "supervisor/life/automaton.h"
#include "supervisor/units/policy.h"
#include "tests/unit/tap.h"

#define EVENTS    (AUTO_RESET + 1)
#define FACTS     8
#define STREAKS   3 /* a streak beyond behaves as this one */
#define STATES    (8 * 5 * 2 * 2 * 2 * 2 * 2 * 4 * (STREAKS + 1))
#define STEPS_MAX 32

static bool seen[STATES];
static struct automaton list[STATES];
static size_t found;

static size_t index_of(const struct automaton *a)
{
	size_t i = a->state;

	i = i * (OUTCOME_DEPENDENCY + 1) + a->outcome;
	i = i * 2 + a->want;
	i = i * 2 + a->failing;
	i = i * 2 + a->again;
	i = i * 2 + a->from_bottom;
	i = i * 2 + a->ready;
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
		return a->level == p->rungs && a->want && !job &&
		       (a->ready || p->notifies || p->oneshot);
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
	bool end = e == AUTO_DONE || e == AUTO_FAILED || e == AUTO_LATE ||
		   e == AUTO_TIMER;

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
	case AUTO_RUNNING:
		return AUTO_READY;
	case AUTO_DOWN:
	case AUTO_EXITED:
		break;
	}
	return AUTO_CLEAR;
}

static bool arrives(struct automaton a, const struct automaton_policy *p,
	enum automaton_event goal)
{
	(void)automaton_event(&a, p, goal, 0);
	for (int i = 0; i < STEPS_MAX; i++) {
		if (goal == AUTO_UNWANT && a.state == AUTO_DOWN)
			return a.level == 0;
		if (goal == AUTO_WANT &&
			(automaton_ready(&a, p) ||
				(p->oneshot && a.state == AUTO_RUNNING)))
			return true;
		(void)automaton_event(&a, p, helpful(&a), 0);
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
		for (int e = 0; e < EVENTS * FACTS; e++) {
			struct automaton a = list[i];
			enum automaton_event event =
				(enum automaton_event)(e % EVENTS);
			unsigned orders =
				automaton_event(&a, p, event, e / EVENTS);

			if (!sound(&list[i], &a, p, orders) ||
				!one_task(&list[i], orders, event)) {
				printf("# state %d level %d want %d event %d "
				       "facts %d -> state %d level %d orders "
				       "%u\n",
					list[i].state, list[i].level,
					list[i].want, event, e / EVENTS,
					a.state, a.level, orders);
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

	for (int i = 0; i < 7 * 2 * 2 * 2 * 2 * 3; i++) {
		struct automaton_policy p = {
			.restart = (enum automaton_restart)(i % 7),
			.oneshot = i / 7 % 2,
			.remain = i / 14 % 2,
			.process = i / 28 % 2,
			.notifies = i / 56 % 2,
			.rungs = (uint8_t)(1 + i / 112),
			.restart_ms = 100,
			.restart_max_ms = 60000,
		};

		bad += explore(&p);
		total += found;
	}
	is_int(bad, 0, "every event in every reachable state is sound");
	ok(total > 1000, "%zu states over 336 policies were reached", total);
}

static const struct automaton_policy always = {.restart = RESTART_ALWAYS,
	.restart_ms = 100,
	.restart_max_ms = 60000,
	.rungs = 3,
	.process = true};

static void start(struct automaton *a, const struct automaton_policy *p)
{
	(void)automaton_event(a, p, AUTO_WANT, 0);
	while (a->state != AUTO_RUNNING && a->state != AUTO_DOWN)
		(void)automaton_event(a, p, helpful(a), 0);
}

static void delays(void)
{
	static const int64_t want[] = {100, 200, 400, 800, 1600, 3200, 6400,
		12800, 25600, 51200, 60000, 60000};
	struct automaton a = {0};
	bool good = true;

	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		start(&a, &always);
		(void)automaton_event(&a, &always, AUTO_EXIT_CODE, 0);
		good = good && a.delay_ms == want[i] && a.level == 3;
	}
	ok(good, "delays double from 0.1 s to 60 s, lower rungs are kept");
	is_int(automaton_stable_ms(&a, &always), 120000,
		"a run of twice the delay forgives");
	start(&a, &always);
	(void)automaton_event(&a, &always, AUTO_EXIT_CODE, FACT_STABLE);
	is_int(a.delay_ms, 100, "after a stable run the ramp begins anew");
	is_int(automaton_stable_ms(&a, &always), 60000,
		"stable is 60 s at least");
}

/* systemd.service(5), Restart=: rows no, always, on-success ... */
static const char table[7][6] = {
	/* clean, code, signal, timeout, watchdog */
	[RESTART_NO] = ".....",
	[RESTART_ALWAYS] = "XXXXX",
	[RESTART_ON_SUCCESS] = "X....",
	[RESTART_ON_FAILURE] = ".XXXX",
	[RESTART_ON_ABNORMAL] = "..XXX",
	[RESTART_ON_ABORT] = "..X..",
	[RESTART_ON_WATCHDOG] = "....X",
};

static const enum automaton_event ends[] = {AUTO_EXIT_CLEAN, AUTO_EXIT_CODE,
	AUTO_EXIT_SIGNAL, AUTO_TIMER, AUTO_WATCHDOG};

/* One end of a running process; true: it waits for its next start. */
static bool tried_again(const struct automaton_policy *p,
	enum automaton_event event, unsigned facts)
{
	struct automaton a = {0};

	start(&a, p);
	(void)automaton_event(&a, p, event, facts);
	for (int i = 0; i < STEPS_MAX && a.state != AUTO_DOWN; i++) {
		if (a.state == AUTO_BACKOFF)
			return true;
		(void)automaton_event(&a, p,
			a.state == AUTO_STOPPING ? AUTO_EXIT_SIGNAL : AUTO_DONE,
			facts);
	}
	return false;
}

static void policies(void)
{
	for (int r = 0; r < 7; r++) {
		struct automaton_policy p = always;
		char got[6] = "";
		int prevented = 0, forced = 0;

		p.restart = (enum automaton_restart)r;
		for (int e = 0; e < 5; e++) {
			got[e] = tried_again(&p, ends[e], 0) ? 'X' : '.';
			prevented += tried_again(
				&p, ends[e], FACT_PREVENT | FACT_FORCE);
			forced += tried_again(&p, ends[e], FACT_FORCE);
		}
		is_str(got, table[r], "what Restart= restarts after");
		is_int(prevented, 0, "RestartPreventExitStatus= beats all");
		is_int(forced, 5, "RestartForceExitStatus= forces it");
	}
}

/* Beyond what a process' end says. */
static void not_ends(void)
{
	struct automaton_policy p = always;
	struct automaton a = {0};

	p.restart = RESTART_ON_ABNORMAL;
	(void)automaton_event(&a, &p, AUTO_WANT, 0);
	(void)automaton_event(&a, &p, AUTO_CLEAR, 0);
	(void)automaton_event(&a, &p, AUTO_FAILED, 0);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, 0);
	is_int(a.state, AUTO_DOWN, "a start that failed is an exit status");
	(void)automaton_event(&a, &p, AUTO_WANT, 0);
	(void)automaton_event(&a, &p, AUTO_CLEAR, 0);
	(void)automaton_event(&a, &p, AUTO_LATE, 0);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, 0);
	is_int(a.state, AUTO_BACKOFF, "one that took too long is a timeout");
	(void)automaton_event(&a, &p, AUTO_TIMER, 0);
	(void)automaton_event(&a, &p, AUTO_LIMIT, 0);
	is_int(a.state, AUTO_DOWN, "too many starts are the last");
	is_int(a.outcome, OUTCOME_FAILED, "and a failure");
	(void)automaton_event(&a, &p, AUTO_RESET, 0);
	is_int(a.outcome, OUTCOME_NONE, "that reset-failed takes away");
	start(&a, &p);
	is_int(automaton_event(&a, &p, AUTO_UNHEALTHY, 0), ORDER_SIGNAL,
		"what is not well is asked to go");
	(void)automaton_event(&a, &p, AUTO_EXIT_CLEAN, 0);
	is_int(a.state, AUTO_BACKOFF, "and tried again, whatever it says");
	is_int(a.level, p.rungs, "on the rungs that it has");
}

static void lost(void)
{
	struct automaton_policy bridge = always;
	struct automaton a = {0};

	start(&a, &always);
	is_int(automaton_event(&a, &always, AUTO_LOST, 0), ORDER_SIGNAL,
		"what has lost a lower rung is asked to go");
	is_int(automaton_event(&a, &always, AUTO_EXIT_CLEAN, 0),
		ORDER_LOWER | ORDER_FORGET, "and taken down altogether");
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &always, AUTO_DONE, 0);
	is_int(a.state, AUTO_BACKOFF, "then it is tried again");
	is_int(a.level, 0, "from the first rung");
	(void)automaton_event(&a, &always, AUTO_TIMER, 0);
	start(&a, &always);
	(void)automaton_event(&a, &always, AUTO_EXIT_CODE, 0);
	is_int(a.level, always.rungs, "a later end keeps the rungs again");
	bridge.process = false;
	a = (struct automaton){0};
	start(&a, &bridge);
	is_int(automaton_event(&a, &bridge, AUTO_LOST, 0), ORDER_LOWER,
		"without a process it is taken down at once");
}

static void readiness(void)
{
	struct automaton_policy p = always;
	struct automaton a = {0};

	p.notifies = true;
	(void)automaton_event(&a, &p, AUTO_WANT, 0);
	while (a.state != AUTO_RUNNING)
		(void)automaton_event(&a, &p, helpful(&a), 0);
	ok(!automaton_ready(&a, &p), "one that is to notify is not ready");
	(void)automaton_event(&a, &p, AUTO_READY, 0);
	ok(automaton_ready(&a, &p), "until it has");
	(void)automaton_event(&a, &p, AUTO_EXIT_CODE, 0);
	start(&a, &p);
	ok(!automaton_ready(&a, &p), "and has to again after a restart");
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
	(void)automaton_event(&a, &p, AUTO_EXIT_CLEAN, 0);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, 0);
	is_int(a.state, AUTO_DOWN, "a oneshot that is done is down");
	ok(automaton_ready(&a, &p), "and what requires it may start");
	start(&a, &p);
	is_int(a.state, AUTO_RUNNING, "it can be started again");
	p.remain = true;
	(void)automaton_event(&a, &p, AUTO_EXIT_CLEAN, 0);
	while (a.state == AUTO_LOWERING)
		(void)automaton_event(&a, &p, AUTO_DONE, 0);
	is_int(a.state, AUTO_EXITED, "with RemainAfterExit= it stays");
	ok(automaton_ready(&a, &p), "and is ready");
}

static void goals(void)
{
	struct automaton a = {0};

	start(&a, &always);
	(void)automaton_event(&a, &always, AUTO_EXIT_CODE, 0);
	is_int(automaton_event(&a, &always, AUTO_WANT, 0), ORDER_FORGET,
		"a start cuts a backoff short");
	is_int((long long)a.streak, 1, "and does not reset the ramp");
	start(&a, &always);
	is_int(automaton_event(&a, &always, AUTO_UNWANT, 0), ORDER_SIGNAL,
		"a stop asks the process first");
	(void)automaton_event(&a, &always, AUTO_WANT, 0);
	is_int(automaton_event(&a, &always, AUTO_TIMER, 0), ORDER_LOWER,
		"one that does not obey is taken down");
	start(&a, &always);
	is_int(a.state, AUTO_RUNNING, "a start while stopping comes after it");
	is_int(automaton_event(&a, &always, AUTO_FAILED, 0), 0,
		"an event out of place changes nothing");
}

int main(void)
{
	every_state();
	delays();
	policies();
	not_ends();
	lost();
	readiness();
	oneshots();
	goals();
	return done_testing();
}
