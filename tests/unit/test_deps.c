/* SPDX-License-Identifier: MIT */
/*
 * Order: random graphs of units, started and stopped through the automaton,
 * never start a unit before what it comes after nor stop it before what comes
 * after it, and always end.
 * Links: supervisor/manager/deps.c supervisor/life/automaton.c
 * Links: supervisor/life/delay.c
 */
#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/deps.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/unit_file.h"
#include "tests/unit/tap.h"

#include <stdlib.h>

#define UNITS_MAX 50
#define GRAPHS    1000
#define ROUNDS    10000

static struct unit units[UNITS_MAX];
static struct unit_file files[UNITS_MAX];
static struct unit_edge edges[UNITS_MAX][UNITS_MAX];
static size_t count;

/* Edges go to lower indices only: no cycles, those are refused at load. */
static void random_graph(unsigned *seed)
{
	count = 1 + (size_t)rand_r(seed) % UNITS_MAX;
	memset(units, 0, sizeof(units));
	memset(files, 0, sizeof(files));
	for (size_t i = 0; i < count; i++) {
		units[i].file = &files[i];
		units[i].policy = (struct automaton_policy){
			.rungs = (uint8_t)(1 + rand_r(seed) % 3),
			.process = true,
			.oneshot = rand_r(seed) % 5 == 0,
			.remain = true,
		};
		files[i].edges = edges[i];
		for (unsigned on = 0; on < i; on++) {
			if (rand_r(seed) % 4)
				continue;
			edges[i][files[i].edge_count++] = (struct unit_edge){
				.on = on,
				.after = true,
				.require = rand_r(seed) % 2,
			};
		}
	}
}

static void event(struct unit *u, enum automaton_event e)
{
	(void)automaton_event(&u->a, &u->policy, e, false);
}

/* Whether i may leave the ground now, by the graph alone. */
static bool all_ready(size_t i)
{
	for (size_t e = 0; e < files[i].edge_count; e++) {
		const struct unit *d = &units[edges[i][e].on];

		if (!automaton_ready(&d->a, &d->policy))
			return false;
	}
	return true;
}

static void go_on(struct unit *u)
{
	switch (u->a.state) {
	case AUTO_RAISING:
	case AUTO_LOWERING:
		event(u, AUTO_DONE);
		break;
	case AUTO_RUNNING:
		if (u->policy.oneshot)
			event(u, AUTO_EXIT_CLEAN);
		break;
	case AUTO_STOPPING:
		event(u, AUTO_EXIT_CLEAN);
		break;
	case AUTO_DOWN:
	case AUTO_WAITING:
	case AUTO_EXITED:
	case AUTO_BACKOFF:
		break;
	}
}

/* One unit, chosen at random, goes one step; true if order was broken. */
static bool start_step(unsigned *seed)
{
	struct unit *u = &units[(size_t)rand_r(seed) % count];
	const struct unit *which;
	bool bad = false;

	if (u->a.state == AUTO_WAITING &&
		deps_check(units, count, u, &which) == DEPS_CLEAR) {
		bad = !all_ready((size_t)(u - units));
		event(u, AUTO_CLEAR);
	}
	go_on(u);
	return bad;
}

static bool all(bool (*is)(const struct unit *u))
{
	for (size_t i = 0; i < count; i++)
		if (!is(&units[i]))
			return false;
	return true;
}

static bool is_up(const struct unit *u)
{
	return automaton_ready(&u->a, &u->policy);
}

static bool is_down(const struct unit *u)
{
	return u->a.state == AUTO_DOWN;
}

static bool stop_step(unsigned *seed)
{
	size_t i = (size_t)rand_r(seed) % count;
	bool bad = false;

	if (units[i].stop_pending && deps_may_stop(units, count, &units[i])) {
		for (size_t x = 0; x < count; x++)
			for (size_t e = 0; e < files[x].edge_count; e++)
				bad |= edges[x][e].on == i &&
				       !is_down(&units[x]);
		units[i].stop_pending = false;
		event(&units[i], AUTO_UNWANT);
	}
	go_on(&units[i]);
	return bad;
}

/* A chain of three, the last of which has failed and is tried again. */
static void test_kept_back(void)
{
	unsigned seed = 1;

	random_graph(&seed);
	count = 3;
	for (size_t i = 0; i < count; i++) {
		edges[i][0] = (struct unit_edge){
			.on = (unsigned)i - 1, .after = true, .require = true};
		files[i].edge_count = i > 0;
		units[i].a.want = true;
		units[i].a.state = AUTO_WAITING;
	}
	units[0].a.state = AUTO_RAISING;
	is_int(deps_kept_back(units, count, &units[2]), false,
		"who waits for one on its way is not kept back");
	units[0].a.state = AUTO_BACKOFF;
	is_int(deps_kept_back(units, count, &units[2]), true,
		"who waits for one that waits for a failed one is");
	units[1].stop_pending = true;
	units[1].then_start = true;
	is_int(deps_kept_back(units, count, &units[2]), false,
		"but not while that is about to be restarted");
}

int main(void)
{
	int broken = 0, stuck_up = 0, stuck_down = 0;
	unsigned seed = 1;

	for (int g = 0; g < GRAPHS; g++) {
		random_graph(&seed);
		for (size_t i = 0; i < count; i++)
			event(&units[i], AUTO_WANT);
		for (int r = 0; r < ROUNDS && !all(is_up); r++)
			broken += start_step(&seed);
		stuck_up += !all(is_up);
		for (size_t i = 0; i < count; i++)
			units[i].stop_pending = true;
		for (int r = 0; r < ROUNDS && !all(is_down); r++)
			broken += stop_step(&seed);
		stuck_down += !all(is_down);
	}
	is_int(broken, 0, "1000 random graphs start and stop in order");
	is_int(stuck_up, 0, "and all come up");
	is_int(stuck_down, 0, "and all go down");
	test_kept_back();
	return done_testing();
}
