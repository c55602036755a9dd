/* SPDX-License-Identifier: MIT */
/* Writes how a unit starts, stops and restarts, as JSON: a part of view.c. */
#include "supervisor/verify/view_life.h"

#include "images/image.h"
#include "supervisor/base/json.h"
#include "supervisor/base/signals.h"
#include "supervisor/spec/imagehealth.h"
#include "supervisor/units/keys/set_life.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/offline.h"

static void put_strv(struct json *j, const char *key, const struct strv *list)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_string(j, NULL, list->v[i]);
	json_close(j, ']');
}

static void put_signal(struct json *j, const char *key, int number)
{
	json_string(j, key, number ? signals_name(number) : NULL);
}

/* Writes exit statuses as numbers, signals by name or, without one, as numbers.
 */
static void put_exits(
	struct json *j, const char *key, const struct reason_set *set)
{
	json_open(j, key, '[');
	for (int code = 0; code < 256; code++)
		if (set->codes[code / 64] >> code % 64 & 1)
			json_int(j, NULL, code);
	for (int sig = 1; sig <= 64; sig++) {
		const char *name = signals_name(sig);

		if (!(set->signals >> (sig - 1) & 1))
			continue;
		if (name)
			json_string(j, NULL, name);
		else
			json_int(j, NULL, -sig);
	}
	json_close(j, ']');
}

void view_life_health(
	struct json *j, const char *key, const struct unit_conf *c)
{
	static const char *const on[] = {"none", "kill", "restart", "stop"};
	struct unit_health health = {.from = CHECK_NONE}, *h = &health;
	const char *why;

	if (c->life.health)
		health = *c->life.health;
	if (h->from == CHECK_IMAGE)
		imagehealth_merge(h, offline_image(c->image, &why));
	if (h->from == CHECK_NONE) {
		json_null(j, key);
		return;
	}
	json_open(j, key, '{');
	json_string(j, "source", h->from == CHECK_IMAGE ? "image" : "unit");
	put_strv(j, "cmd", &h->cmd);
	json_int(j, "interval_ms", h->times.interval_ms);
	json_int(j, "timeout_ms", h->times.timeout_ms);
	json_int(j, "retries", h->times.retries);
	json_int(j, "start_ms", h->times.start_ms);
	json_string(j, "on_failure", on[h->on_failure]);
	put_strv(j, "startup_cmd", &h->startup);
	json_int(j, "startup_interval_ms", h->startup_interval_ms);
	json_int(j, "startup_timeout_ms", h->startup_timeout_ms);
	json_int(j, "startup_retries", h->startup_retries);
	json_int(j, "startup_success", h->startup_success);
	json_close(j, '}');
}

static void put_restart(struct json *j, const struct unit_conf *c)
{
	const struct automaton_policy *p = &c->policy;

	json_string(j, "restart", set_life_restart_name(p->restart));
	json_int(j, "restart_ms", p->restart_ms);
	json_int(j, "restart_max_ms", p->restart_max_ms);
	json_int(j, "restart_steps", p->steps);
	json_int(j, "restart_random_ms", c->life.random_ms);
	json_int(j, "restart_reset_ms", p->reset_ms);
	if (c->life.exits) {
		put_exits(j, "success_exits", &c->life.exits->success);
		put_exits(j, "prevent_exits", &c->life.exits->prevent);
		put_exits(j, "force_exits", &c->life.exits->force);
	}
}

void view_life(struct json *j, const struct unit_conf *c)
{
	static const char *const notify[] = {"no", "yes", "healthy"};
	const struct unit_life *l = &c->life;

	json_string(j, "type", c->policy.oneshot ? "oneshot" : "exec");
	json_bool(j, "remain", c->policy.remain);
	put_restart(j, c);
	put_signal(j, "stop_signal", c->stop_signal);
	json_int(j, "stop_timeout_ms", c->stop_timeout_ms);
	json_int(j, "runtime_max_ms", l->runtime_ms);
	json_string(j, "notify", notify[l->notify]);
	json_string(j, "notify_access", l->notify_main ? "main" : "all");
	json_int(j, "watchdog_ms", l->watchdog_ms);
	put_signal(j, "watchdog_signal", l->watchdog_signal);
	put_signal(j, "reload_signal", l->reload_signal);
	put_strv(j, "reload_cmd", &l->reload_cmd);
	view_life_health(j, "health", c);
}

void view_life_limits(struct json *j, const struct unit_conf *c)
{
	static const char *const actions[] = {
		[ACTION_NONE] = "none",
		[ACTION_REBOOT] = "reboot",
		[ACTION_POWEROFF] = "poweroff",
		[ACTION_HALT] = "halt",
		[ACTION_REBOOT_NOW] = "reboot-immediate",
		[ACTION_POWEROFF_NOW] = "poweroff-immediate",
		[ACTION_HALT_NOW] = "halt-immediate",
	};

	json_int(j, "start_timeout_ms", c->life.start_ms);
	json_int(j, "start_limit_ms", c->life.limit_ms);
	json_int(j, "start_limit_burst", c->life.limit_burst);
	json_string(j, "job_timeout_action", actions[c->life.job_action]);
	json_string(j, "start_limit_action", actions[c->life.limit_action]);
	json_string(j, "failure_action", actions[c->life.failure_action]);
	json_string(j, "success_action", actions[c->life.success_action]);
	json_string(j, "reboot_argument", c->life.reboot_argument);
}
