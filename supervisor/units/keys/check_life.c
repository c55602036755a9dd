/* SPDX-License-Identifier: MIT */
/* Checks the keys for starting, watching and ending a unit. */
#include "supervisor/units/keys/check_life.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

#define START_MS       90000 /* TimeoutStartSec= by default; not for oneshot */
#define LIMIT_MS       10000 /* systemd's default if only the burst is set */
#define LIMIT_BURST    5
#define SERVICE(key)   keys_last(u, SECTION_SERVICE, key)
#define CONTAINER(key) keys_last(u, SECTION_CONTAINER, key)
#define GIVEN(key)     keys_given(u, SECTION_CONTAINER, key)

/*
 * A Restart= from tcr.conf that a oneshot container cannot have is replaced by
 * what fits; it is not an error of the container's file.
 */
static void fit_default(struct draft *u)
{
	struct automaton_policy *p = &u->unit.conf.policy;

	if (!p->oneshot || SERVICE("Restart"))
		return;
	if (p->restart == RESTART_ALWAYS)
		p->restart = RESTART_ON_FAILURE;
	if (p->restart == RESTART_ON_SUCCESS)
		p->restart = RESTART_NO;
}

static void check_policy(struct draft *u)
{
	const struct automaton_policy *p = &u->unit.conf.policy;
	unsigned max_at = SERVICE("RestartMaxDelaySec");

	if (p->oneshot && (p->restart == RESTART_ALWAYS ||
				  p->restart == RESTART_ON_SUCCESS))
		report_error(&u->report, SERVICE("Restart"),
			"a oneshot unit cannot be restarted when it has ended "
			"well (use no or on-failure)");
	if (p->remain && !p->oneshot)
		report_error(&u->report, SERVICE("RemainAfterExit"),
			"RemainAfterExit= needs Type=oneshot");
	if (max_at && p->restart_max_ms < p->restart_ms)
		report_warning(&u->report, max_at,
			"RestartMaxDelaySec= is below RestartSec=, which "
			"counts");
	if (p->steps > 0 && !max_at)
		report_warning(&u->report, SERVICE("RestartSteps"),
			"RestartSteps= without RestartMaxDelaySec= goes up to "
			"60s");
}

static void check_notify(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;

	conf->policy.notifies =
		conf->life.notify != NOTIFY_NO && !conf->policy.oneshot;
	if (conf->life.notify != NOTIFY_NO && conf->policy.oneshot)
		report_warning(&u->report, CONTAINER("Notify"),
			"Notify= has no effect with Type=oneshot");
	if (u->notify_none && unit_life_listens(&conf->life))
		report_error(&u->report, SERVICE("NotifyAccess"),
			"NotifyAccess=none excludes Notify= and WatchdogSec=");
	if (conf->life.reload_signal && conf->life.reload_cmd.n > 0)
		report_error(&u->report, CONTAINER("ReloadCmd"),
			"ReloadCmd= and ReloadSignal= exclude each other");
}

/*
 * Marks the health keys that the unit sets: the image's HEALTHCHECK sets the
 * others.
 */
static void leave_to_image(struct draft *u)
{
	struct unit_health *h = &u->health;

	if (h->cmd.n > 0)
		return;
	h->from = u->unit.conf.image && !GIVEN("HealthCmd") ? CHECK_IMAGE
							    : CHECK_NONE;
	h->has_interval = GIVEN("HealthInterval");
	h->has_timeout = GIVEN("HealthTimeout");
	h->has_start = GIVEN("HealthStartPeriod");
	h->has_retries = GIVEN("HealthRetries");
}

static void check_health(struct draft *u)
{
	struct unit_health *h = &u->health;
	unsigned at = CONTAINER("HealthStartupCmd");

	leave_to_image(u);
	if (h->startup.n > 0 && h->from == CHECK_NONE)
		report_error(
			&u->report, at, "HealthStartupCmd= without HealthCmd=");
	if (h->startup.n > 0 && h->startup_interval_ms == 0)
		report_error(&u->report, CONTAINER("HealthStartupInterval"),
			"HealthStartupCmd= would never be run");
	if (u->unit.conf.life.notify == NOTIFY_HEALTHY &&
		(h->from == CHECK_NONE || h->times.interval_ms == 0))
		report_error(&u->report, CONTAINER("Notify"),
			"Notify=healthy needs HealthCmd=%s",
			h->from == CHECK_NONE ? "" : " and a HealthInterval=");
}

/*
 * Copies exits and health, which most units do not have, to memory of their
 * own.
 */
static int keep(struct draft *u)
{
	static const struct reason_exits none;
	struct unit_life *life = &u->unit.conf.life;

	if (memcmp(&u->exits, &none, sizeof(none)) != 0) {
		life->exits = arena_alloc(&u->unit.arena, sizeof(*life->exits));
		if (!life->exits)
			return -ENOMEM;
		*life->exits = u->exits;
	}
	if (u->health.from != CHECK_NONE) {
		life->health =
			arena_alloc(&u->unit.arena, sizeof(*life->health));
		if (!life->health)
			return -ENOMEM;
		*life->health = u->health;
	}
	return 0;
}

int check_life(struct draft *u)
{
	struct unit_life *life = &u->unit.conf.life;

	fit_default(u);
	check_policy(u);
	check_notify(u);
	check_health(u);
	life->start_ms = u->timeout_start_ms >= 0      ? u->timeout_start_ms
			 : u->unit.conf.policy.oneshot ? 0
						       : START_MS;
	return keep(u);
}

/* Whether the key of [Service] has an effect for a unit of this kind. */
static bool has_effect(enum unit_kind kind, const char *key)
{
	static const char *const rungs[] = {
		"TimeoutStartSec", "TimeoutSec", "Type", "RemainAfterExit"};
	static const char *const pods[] = {
		"TimeoutStopSec", "Environment", "EnvironmentFile"};
	bool found = false;

	for (size_t i = 0; i < sizeof(rungs) / sizeof(*rungs); i++)
		found |= kind != UNIT_TIMER && !strcmp(key, rungs[i]);
	for (size_t i = 0; i < sizeof(pods) / sizeof(*pods); i++)
		found |= kind == UNIT_POD && !strcmp(key, pods[i]);
	return found;
}

void check_life_other(struct draft *u)
{
	for (unsigned at = 1; at <= u->report.place_count; at++) {
		const struct draft_line *line = &u->lines[at - 1];

		if (line->section == SECTION_SERVICE && *line->value &&
			keys_row(SECTION_SERVICE, line->key) &&
			!has_effect(u->unit.kind, line->key))
			report_key_warning(&u->report, at,
				"%s= has no effect (the unit has no program)",
				line->key);
	}
	u->unit.conf.life.random_ms = 0;
	if (u->unit.kind != UNIT_TIMER &&
		(SERVICE("TimeoutStartSec") || SERVICE("TimeoutSec")) &&
		u->timeout_start_ms > 0)
		u->unit.conf.life.start_ms = u->timeout_start_ms;
}

void check_life_limits(struct draft *u)
{
	struct unit_life *life = &u->unit.conf.life;

	if (u->limit_ms >= 0 || u->limit_burst >= 0) {
		life->limit_ms = u->limit_ms >= 0 ? u->limit_ms : LIMIT_MS;
		life->limit_burst = u->limit_burst >= 0
					    ? (unsigned)u->limit_burst
					    : LIMIT_BURST;
	}
	if (life->limit_ms == 0)
		life->limit_burst = 0;
	if (life->limit_burst == 0 && life->limit_action != ACTION_NONE)
		report_warning(&u->report,
			keys_last(u, SECTION_UNIT, "StartLimitAction"),
			"StartLimitAction= has no effect without "
			"StartLimitBurst= or StartLimitIntervalSec=");
}
