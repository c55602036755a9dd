/* SPDX-License-Identifier: MIT */
/*
 * What the results of health checks add up to.  Until the first good one a
 * check is run each second (HealthInterval= if that is shorter, or what the
 * image says), so that a unit which waits to be healthy does not wait for a
 * whole HealthInterval=.  In return failures count only when HealthInterval=
 * and HealthStartPeriod= are over.
 */
#include "supervisor/life/health.h"

#include <signal.h>

#define EARLY_MS 1000

static int64_t shorter(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The longest interval between checks until one is good. */
static int64_t early(const struct health *h)
{
	return h->conf.times.early_ms > 0 ? h->conf.times.early_ms : EARLY_MS;
}

/* HealthStartupCmd= is run, and has not succeeded yet. */
static bool starting_up(const struct health *h)
{
	return h->conf.startup.n > 0 && !h->started;
}

static int64_t next(const struct health *h, int64_t now_ms)
{
	const struct unit_health *conf = &h->conf;

	if (conf->from == CHECK_NONE)
		return INT64_MAX;
	if (starting_up(h))
		return now_ms + conf->startup_interval_ms;
	if (conf->times.interval_ms == 0)
		return INT64_MAX;
	if (h->state == HEALTH_STARTING && h->failures == 0)
		return now_ms + shorter(conf->times.interval_ms, early(h));
	return now_ms + conf->times.interval_ms;
}

void health_begin(struct health *h, int64_t now_ms)
{
	health_end(h);
	h->since_ms = now_ms;
	h->state = HEALTH_STARTING;
	h->failures = 0;
	h->successes = 0;
	h->started = false;
	h->stale = h->task.pid != 0;
	h->last[0] = 0;
	h->next_ms = next(h, now_ms);
	if (starting_up(h)) /* the first HealthStartupCmd= comes early, too */
		h->next_ms =
			now_ms + shorter(h->conf.startup_interval_ms, early(h));
}

void health_adopt(struct health *h, int64_t now_ms)
{
	h->next_ms = next(h, now_ms);
}

void health_end(struct health *h)
{
	h->next_ms = INT64_MAX;
	if (h->task.pid)
		(void)kill(h->task.pid, SIGKILL);
}

static enum health_verdict count_startup(struct health *h, bool well)
{
	const struct unit_health *conf = &h->conf;
	unsigned enough = conf->startup_success;

	if (!well) {
		h->successes = 0;
		h->failures++;
		return conf->startup_retries > 0 &&
				       h->failures >= conf->startup_retries
			       ? HEALTH_NEVER
			       : HEALTH_SAME;
	}
	if (++h->successes < (enough > 0 ? enough : 1))
		return HEALTH_SAME;
	h->started = true;
	h->failures = 0;
	return HEALTH_SAME;
}

static enum health_verdict count(struct health *h, bool well, int64_t now_ms)
{
	const struct unit_health *conf = &h->conf;
	enum health_state before = h->state;
	int64_t grace = conf->times.start_ms > conf->times.interval_ms
				? conf->times.start_ms
				: conf->times.interval_ms;

	if (starting_up(h))
		return count_startup(h, well);
	if (well) {
		h->failures = 0;
		h->state = HEALTH_HEALTHY;
		return before == HEALTH_HEALTHY ? HEALTH_SAME : HEALTH_GOOD;
	}
	if (h->state == HEALTH_STARTING && now_ms - h->since_ms < grace)
		return HEALTH_SAME;
	h->failures++;
	if (h->failures < conf->times.retries || h->state == HEALTH_UNHEALTHY)
		return HEALTH_SAME;
	h->state = HEALTH_UNHEALTHY;
	return HEALTH_BAD;
}

enum health_verdict health_count(struct health *h, bool well, int64_t now_ms)
{
	bool startup = starting_up(h);
	enum health_verdict v = count(h, well, now_ms);

	if (startup && h->started)
		h->since_ms = now_ms; /* from now on HealthCmd= is run */
	h->next_ms = next(h, now_ms);
	return v;
}

const char *health_name(enum health_state state)
{
	switch (state) {
	case HEALTH_STARTING:
		return "starting";
	case HEALTH_HEALTHY:
		return "healthy";
	case HEALTH_UNHEALTHY:
		return "unhealthy";
	}
	return NULL;
}
