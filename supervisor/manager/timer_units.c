/* SPDX-License-Identifier: MIT */
/*
 * Timer units at work.  The wall clock may be set at any time; tcrd notices
 * because that cancels a timerfd which would expire in 100 years.
 *
 * The stamp of a persistent timer (when it last started its unit) is in RUN,
 * where reading it never blocks; two tasks copy it from and to the data
 * partition.
 */
#include "supervisor/manager/timer_units.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/loop.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/timer.h"
#include "supervisor/rungs/stamp.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_timer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BUILD_TIME "/etc/tcr/build-time" /* seconds; see init/board.c */
#define FLOOR_S    1704067200            /* 2024-01-01: without the file */
#define FAR_S      INT64_C(3153600000)   /* 100 years */

static struct {
	struct unit *units;
	size_t count;
	struct timer
		*timers; /* a timer for each unit, at the index of the unit */
	struct loop_source change; /* readable when the wall clock was set */
	int64_t floor_s;           /* an earlier wall clock was never set */
	bool changed;              /* the wall clock was set */
} self = {.change.fd = -1};

static struct timer_clock now(void)
{
	struct timespec wall = {0};

	(void)clock_gettime(CLOCK_REALTIME, &wall);
	return (struct timer_clock){.mono_ms = io_now_ms(),
		.wall_ms = (int64_t)wall.tv_sec * 1000 + wall.tv_nsec / 1000000,
		.known = wall.tv_sec >= self.floor_s};
}

/* Arms the descriptor for the next time that the clock is set. */
static void arm(void)
{
	struct itimerspec far = {
		.it_value.tv_sec = now().wall_ms / 1000 + FAR_S};

	if (timerfd_settime(self.change.fd,
		    TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &far,
		    NULL) < 0 &&
		errno != ECANCELED)
		(void)failed("timerfd");
}

static void clock_set(void *arg, uint32_t events)
{
	uint64_t times;

	(void)arg;
	(void)events;
	if (read(self.change.fd, &times, sizeof(times)) < 0 &&
		errno == ECANCELED) {
		log_info("the clock was set");
		self.changed = true;
	}
	arm();
}

static void watch_clock(void)
{
	self.change = (struct loop_source){.fn = clock_set,
		.fd = timerfd_create(
			CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)};
	if (self.change.fd < 0 || loop_add(&self.change, EPOLLIN) < 0)
		log_warn("timers: a change of the clock will not be noticed");
	else
		arm();
}

int timer_units_init(struct unit *units, size_t count)
{
	char text[STAMP_TEXT_MAX];
	bool any = false;

	self.units = units;
	self.count = count;
	self.timers = calloc(count + 1, sizeof(*self.timers));
	if (!self.timers)
		return -ENOMEM;
	self.floor_s = FLOOR_S;
	if (io_read_file(AT_FDCWD, BUILD_TIME, text, sizeof(text)) > 0 &&
		text_digits(text, NULL, 10) > 0)
		self.floor_s = (int64_t)text_digits(text, NULL, 10);
	for (size_t i = 0; i < count; i++)
		any |= units[i].file->kind == UNIT_TIMER;
	if (any)
		watch_clock();
	return 0;
}

static bool is_timer(const struct unit *u)
{
	return u->file->kind == UNIT_TIMER && !u->file->bad &&
	       u->a.state == AUTO_RUNNING && !u->stop_pending;
}

/* The unit that the timer starts. */
static struct unit *target_of(const struct unit *u)
{
	for (size_t i = 0; i < u->file->edge_count; i++)
		if (u->file->edges[i].trigger)
			return &self.units[u->file->edges[i].on];
	return NULL;
}

static struct timer_facts facts_of(const struct unit *u)
{
	const struct unit *t = target_of(u);
	bool up = t && t->a.state != AUTO_DOWN;

	if (!t)
		return (struct timer_facts){.last_ms = u->start_ms};
	return (struct timer_facts){.last_ms = u->start_ms,
		.started_ms = t->climb_ms,
		.stopped_ms = !up && t->runs > 0 ? t->since_ms : 0,
		.up = up};
}

static int64_t stamp_of(const struct unit *u)
{
	char path[PATH_MAX], text[STAMP_TEXT_MAX];

	if (!u->file->conf.timer.persistent ||
		paths_unit(path, u->file->name, "stamp") < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) <= 0)
		return 0;
	return (int64_t)text_digits(text, NULL, 10);
}

static uint32_t any_number(void)
{
	uint32_t number = 0;

	(void)getrandom(&number, sizeof(number), GRND_NONBLOCK);
	return number;
}

/* Saves that the timer has started its unit now. */
static void put_stamp(struct unit *u, const struct timer_clock *clock)
{
	char path[PATH_MAX], text[STAMP_TEXT_MAX];
	int len = fmt_print(
		text, sizeof(text), "%lld\n", (long long)clock->wall_ms / 1000);

	if (!u->file->conf.timer.persistent || !clock->known || len < 0 ||
		paths_unit(path, u->file->name, "stamp") < 0)
		return;
	if (io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600) == 0 &&
		u->job == JOB_NONE && u->task.pid == 0)
		u->job = JOB_STAMP;
}

static void fire(struct unit *u, struct timer *t, const struct timer_clock *c)
{
	struct unit *target = target_of(u);

	u->start_ms = c->mono_ms;
	put_stamp(u, c);
	timer_begin(t, &u->file->conf.timer, c, 0, any_number());
	life_keep(u);
	if (!target)
		return;
	if (target->file->bad)
		return; /* turn() sets the timer's cause to that */
	log_info("%s: starts %s", u->file->name, target->file->name);
	goals_start(target);
}

static void turn(struct unit *u, struct timer *t, const struct timer_clock *c)
{
	const struct unit_timer *spec = &u->file->conf.timer;
	struct timer_facts facts;

	if (t->active_ms != u->since_ms) {
		t->active_ms = u->since_ms;
		timer_begin(t, spec, c, stamp_of(u), any_number());
	} else if (self.changed) {
		timer_set(t, spec, c, stamp_of(u));
	}
	facts = facts_of(u);
	if (timer_left(t, spec, &facts, c) == 0)
		fire(u, t, c);
	if (target_of(u)->file->bad)
		life_cause(u, "%s has a bad configuration",
			target_of(u)->file->name);
	else if (timer_is_blind(spec, c))
		life_cause(u, "waits for the clock to be set");
	else
		u->cause[0] = 0;
}

void timer_units_turn(void)
{
	struct timer_clock c = now();

	for (size_t i = 0; i < self.count && !goals_ending(); i++)
		if (is_timer(&self.units[i]) && target_of(&self.units[i]))
			turn(&self.units[i], &self.timers[i], &c);
	self.changed = false;
}

int64_t timer_units_next_ms(const struct unit *u)
{
	const struct timer *t = &self.timers[u - self.units];
	struct timer_clock c = now();
	struct timer_facts facts;
	int64_t left;

	if (!is_timer(u) || !target_of(u) || t->active_ms != u->since_ms)
		return -1;
	facts = facts_of(u);
	left = timer_left(t, &u->file->conf.timer, &facts, &c);
	return left == INT64_MAX ? -1 : c.mono_ms + left;
}

int64_t timer_units_deadline(void)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < self.count && !goals_ending(); i++) {
		int64_t due = self.units[i].file->kind == UNIT_TIMER
				      ? timer_units_next_ms(&self.units[i])
				      : -1;

		if (due >= 0 && due < next)
			next = due;
	}
	return next;
}
