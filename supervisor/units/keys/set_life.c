/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for starting, watching and ending a unit: restarts,
 * limits, timeouts, readiness, checks.  They follow the rules of set.c.
 */
#include "supervisor/units/keys/set_life.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/text/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_MAX  65535
#define REBOOT_MAX 255 /* kernel/reboot.c's limit */

static const char *const restarts[] = {[RESTART_NO] = "no",
	[RESTART_ALWAYS] = "always",
	[RESTART_ON_SUCCESS] = "on-success",
	[RESTART_ON_FAILURE] = "on-failure",
	[RESTART_ON_ABNORMAL] = "on-abnormal",
	[RESTART_ON_ABORT] = "on-abort",
	[RESTART_ON_WATCHDOG] = "on-watchdog",
	NULL};

const char *set_life_restart_name(enum automaton_restart restart)
{
	return restarts[restart];
}

SET_FUNCTION(set_life_restart)
{
	int restart = value_index(restarts, value);

	(void)row;
	if (!strcmp(value, "never"))
		restart = RESTART_NO;
	if (!strcmp(value, "unless-stopped"))
		restart = RESTART_ALWAYS; /* tcrctl stop ends both */
	if (!strncmp(value, "on-failure:", 11)) {
		report_warning(&u->report, at,
			"Restart=on-failure:N has no count here, taken as "
			"on-failure (StartLimitBurst= in [Unit] is a limit)");
		restart = RESTART_ON_FAILURE;
	}
	if (restart < 0)
		return -EINVAL;
	u->unit.conf.policy.restart = (enum automaton_restart)restart;
	return 0;
}

SET_FUNCTION(set_life_type)
{
	static const char *const names[] = {
		"oneshot", "simple", "exec", "notify", NULL};
	int type = value_index(names, value);

	(void)row;
	(void)at;
	if (type < 0)
		return -EINVAL;
	u->unit.conf.policy.oneshot = type == 0;
	return 0;
}

SET_FUNCTION(set_life_collect)
{
	static const char *const modes[] = {
		"inactive", "inactive-or-failed", NULL};
	int mode = value_index(modes, value);

	(void)row;
	(void)at;
	if (mode < 0)
		return -EINVAL;
	u->unit.conf.goals.collect = mode == 1;
	return 0;
}

static int take_span(struct draft *u, const char *value, int64_t *ms)
{
	int64_t found = value_duration(value);

	if (found < 0)
		return -EINVAL;
	if (found > VALUE_TIME_MAX_MS && found != VALUE_FOREVER)
		return draft_refuse(u, "30 days at most, or infinity");
	*ms = found == VALUE_FOREVER ? 0 : found;
	return 0;
}

SET_FUNCTION(set_life_span)
{
	(void)at;
	return take_span(u, value, set_field(u, row));
}

SET_FUNCTION(set_life_span_or_unset)
{
	int64_t *ms = set_field(u, row);

	(void)at;
	if (value)
		return take_span(u, value, ms);
	*ms = -1;
	return 0;
}

SET_FUNCTION(set_life_amount)
{
	int64_t *ms = set_field(u, row);
	int64_t found = value_duration(value);

	(void)at;
	if (found < 0)
		return -EINVAL;
	if (found > VALUE_TIME_MAX_MS)
		return draft_refuse(u, "30 days at most");
	*ms = found;
	return 0;
}

SET_FUNCTION(set_life_amount_or_unset)
{
	int64_t *ms = set_field(u, row);

	if (value)
		return set_life_amount(u, row, value, at);
	*ms = -1;
	return 0;
}

SET_FUNCTION(set_life_timeouts)
{
	struct keys_row stop = *row;
	int rc;

	stop.field = KEYS_FILE(timeout_stop_ms);
	rc = set_stop(u, &stop, value, at);
	if (rc < 0)
		return rc;
	if (value)
		return take_span(u, value, &u->timeout_start_ms);
	u->timeout_start_ms = -1;
	return 0;
}

SET_FUNCTION(set_life_steps)
{
	int64_t count = value_number(value, COUNT_MAX);

	(void)row;
	(void)at;
	if (count < 0)
		return -EINVAL;
	u->unit.conf.policy.steps = (uint16_t)count;
	return 0;
}

SET_FUNCTION(set_life_burst)
{
	int64_t count = value ? value_number(value, COUNT_MAX) : -1;

	(void)row;
	(void)at;
	if (value && count < 0)
		return -EINVAL;
	u->limit_burst = count;
	return 0;
}

SET_FUNCTION(set_life_count)
{
	unsigned *field_count = set_field(u, row);
	int64_t count = value_number(value, COUNT_MAX);

	(void)at;
	if (count < 0)
		return -EINVAL;
	*field_count = (unsigned)count;
	return 0;
}

SET_FUNCTION(set_life_count_from_1)
{
	return value_number(value, COUNT_MAX) < 1
		       ? -EINVAL
		       : set_life_count(u, row, value, at);
}

/* Numbers are exit statuses, names are signals. */
SET_FUNCTION(set_life_exits)
{
	struct reason_set *set = set_field(u, row);
	int64_t code;
	int sig;

	(void)at;
	if (!value) {
		*set = (struct reason_set){0};
	} else if (*value >= '0' && *value <= '9') {
		code = value_number(value, 255);
		if (code < 0)
			return draft_refuse(u, "an exit status is 0 to 255");
		set->codes[code / 64] |= UINT64_C(1) << code % 64;
	} else {
		if (value_signal(value, &sig) < 0)
			return -EINVAL;
		set->signals |= UINT64_C(1) << (sig - 1);
	}
	return 0;
}

/* "force" is the same as without: the shutdown of PID 1 cannot hang. */
SET_FUNCTION(set_life_action)
{
	static const char *const names[] = {"none", "reboot", "poweroff",
		"halt", "reboot-immediate", "poweroff-immediate",
		"halt-immediate", "reboot-force", "poweroff-force",
		"halt-force", NULL};
	enum unit_action *action = set_field(u, row);
	int found = value_index(names, value);

	(void)at;
	if (found < 0 &&
		(!strncmp(value, "exit", 4) || !strncmp(value, "kexec", 5) ||
			!strncmp(value, "soft-reboot", 11)))
		return draft_refuse(
			u, "tcr-init cannot; use reboot, poweroff or halt");
	if (found < 0)
		return -EINVAL;
	*action =
		(enum unit_action)(found > ACTION_HALT_NOW ? found - 6 : found);
	return 0;
}

SET_FUNCTION(set_life_reboot_argument)
{
	(void)row;
	(void)at;
	if (value && strlen(value) > REBOOT_MAX)
		return draft_refuse(u, "the kernel takes 255 bytes at most");
	return arena_set(
		&u->unit.arena, &u->unit.conf.life.reboot_argument, value);
}

SET_FUNCTION(set_life_kill_mode)
{
	(void)row;
	(void)at;
	if (!strcmp(value, "control-group") || !strcmp(value, "mixed"))
		return 0;
	if (!strcmp(value, "process") || !strcmp(value, "none"))
		return draft_refuse(u, "no process outlives its container; use "
				       "control-group or mixed");
	return -EINVAL;
}

SET_FUNCTION(set_life_notify)
{
	bool yes;

	(void)row;
	(void)at;
	if (!strcmp(value, "healthy"))
		u->unit.conf.life.notify = NOTIFY_HEALTHY;
	else if (value_bool(value, &yes) == 0)
		u->unit.conf.life.notify = yes ? NOTIFY_YES : NOTIFY_NO;
	else
		return -EINVAL;
	return 0;
}

SET_FUNCTION(set_life_notify_access)
{
	static const char *const names[] = {
		"none", "main", "exec", "all", NULL};
	int found = value_index(names, value);

	(void)row;
	(void)at;
	if (found < 0)
		return -EINVAL;
	u->notify_none = found == 0;
	u->unit.conf.life.notify_main = found == 1;
	return 0;
}

/*
 * The keyword of HEALTHCHECK that the word is.  Case is ignored, as podman
 * does.
 */
static enum check_word {
	CHECK_WORD_NO,
	CHECK_WORD_CMD,   /* the words after it are the command */
	CHECK_WORD_SHELL, /* the text after it is for the shell */
	CHECK_WORD_NONE,
} check_word(const char *word, size_t len)
{
	static const char *const names[] = {
		[CHECK_WORD_CMD] = "CMD",
		[CHECK_WORD_SHELL] = "CMD-SHELL",
		[CHECK_WORD_NONE] = "NONE",
	};

	for (int i = CHECK_WORD_CMD; i <= CHECK_WORD_NONE; i++)
		if (len == strlen(names[i]) &&
			strncasecmp(word, names[i], len) == 0)
			return (enum check_word)i;
	return CHECK_WORD_NO;
}

static int for_shell(struct arena *arena, struct strv *words, const char *text)
{
	static const char *const shell[] = {"/bin/sh", "-c"};
	int rc = *text ? 0 : -EINVAL;

	for (size_t i = 0; rc == 0 && i < 2; i++)
		rc = strv_add(arena, words, shell[i], strlen(shell[i]));
	return rc < 0 ? rc : strv_add(arena, words, text, strlen(text));
}

static int check_of_text(
	const char *text, struct arena *arena, struct strv *words)
{
	size_t first = strcspn(text, " \t");
	const char *rest = text + first + strspn(text + first, " \t");
	int rc = 0;

	switch (check_word(text, first)) {
	case CHECK_WORD_NO:
		return for_shell(arena, words, text);
	case CHECK_WORD_SHELL:
		return for_shell(arena, words, rest);
	case CHECK_WORD_NONE:
		return 0;
	case CHECK_WORD_CMD:
		break;
	}
	for (size_t n; rc == 0 && (n = strcspn(rest, " \t")) > 0;
		rest += n + strspn(rest + n, " \t"))
		rc = strv_add(arena, words, rest, n);
	return rc == 0 && words->n == 0 ? -EINVAL : rc;
}

/* An array of one word is also for the shell. */
static int check_of_array(
	const struct strv *array, struct arena *arena, struct strv *words)
{
	enum check_word kind =
		array->n ? check_word(array->v[0], strlen(array->v[0]))
			 : CHECK_WORD_NO;
	size_t first = kind == CHECK_WORD_NO ? 0 : 1;
	int rc = 0;

	if (kind == CHECK_WORD_NONE)
		return 0;
	if (array->n <= first)
		return -EINVAL;
	if (array->n == first + 1 && kind != CHECK_WORD_CMD)
		return for_shell(arena, words, array->v[first]);
	for (size_t i = first; rc == 0 && i < array->n; i++)
		rc = strv_add(arena, words, array->v[i], strlen(array->v[i]));
	return rc;
}

/*
 * Reads HealthCmd= as podman reads --health-cmd: a text is for the shell, a
 * JSON array is the words of a command, and both may begin with a keyword of
 * HEALTHCHECK.  A text such as "[ -f /ready ]" is not an array.
 */
SET_FUNCTION(set_life_check)
{
	struct arena *arena = &u->unit.arena;
	struct arena aside = {0};
	struct strv array = {0}, words = {0};
	const char *why = "nothing to run";
	int rc = 0;

	(void)at;
	if (value && *value == '[')
		rc = words_json(value, &aside, &array, &why);
	if (rc == 0)
		why = "nothing to run"; /* words_json() may have set another */
	if (rc == -EINVAL && value[1 + strspn(value + 1, " ")] != '"')
		rc = check_of_text(value, arena, &words);
	else if (rc == 0 && value)
		rc = *value == '[' ? check_of_array(&array, arena, &words)
				   : check_of_text(value, arena, &words);
	arena_done(&aside);
	if (rc == 0)
		*(struct strv *)set_field(u, row) = words;
	return rc == -EINVAL ? draft_refuse(u, why) : rc;
}

SET_FUNCTION(set_life_check_interval)
{
	int64_t *ms = set_field(u, row);
	int64_t found = 0;
	int rc = 0;

	(void)at;
	if (strcmp(value, "disable") != 0)
		rc = take_span(u, value, &found);
	if (rc == 0 && found > 0 && found < 100)
		rc = draft_refuse(u, "100ms at least, or disable");
	if (rc == 0)
		*ms = found;
	return rc;
}

SET_FUNCTION(set_life_check_timeout)
{
	int64_t *ms = set_field(u, row);
	int64_t found = value_duration(value);

	(void)at;
	if (found < 0)
		return -EINVAL;
	if (found < 1000 || found > VALUE_TIME_MAX_MS)
		return draft_refuse(u, "1s at least, 30 days at most");
	*ms = found;
	return 0;
}

SET_FUNCTION(set_life_unhealthy)
{
	static const char *const names[] = {[UNHEALTHY_NONE] = "none",
		[UNHEALTHY_KILL] = "kill",
		[UNHEALTHY_RESTART] = "restart",
		[UNHEALTHY_STOP] = "stop",
		NULL};
	int found = value_index(names, value);

	(void)row;
	(void)at;
	if (found < 0)
		return -EINVAL;
	u->health.on_failure = (enum unit_unhealthy)found;
	return 0;
}
