/* SPDX-License-Identifier: MIT */
/*
 * Setters for a container's output and input.  They follow the rules of set.c.
 */
#include "supervisor/units/keys/set_logs.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <string.h>

SET_FUNCTION(set_logs_driver)
{
	static const char *const words[] = {"k8s-file", "json-file", "journald",
		"none", "passthrough", "passthrough-tty", NULL};
	static const uint8_t drivers[] = {LOG_DRIVER_OWN, LOG_DRIVER_OWN,
		LOG_DRIVER_OWN, LOG_DRIVER_NONE, LOG_DRIVER_CONSOLE,
		LOG_DRIVER_CONSOLE};
	int i = value ? value_index(words, value) : 0;

	(void)row;
	if (i < 0)
		return -EINVAL;
	if (i == 2)
		report_warning(&u->report, at,
			"LogDriver=journald: there is no journal, the log is "
			"the unit's own (tcrctl logs)");
	u->unit.conf.logs.driver = drivers[i];
	return 0;
}

SET_FUNCTION(set_logs_option)
{
	static const char *const words[] = {"path", "max-size", "max-file",
		"max-buffer-size", "tag", "label", "labels", "env", "mode",
		"compress", NULL};
	char name[16] = "";
	size_t len = value ? strcspn(value, "=") : 0;
	int i;

	(void)row;
	if (!value)
		return 0;
	if (len < sizeof(name))
		memcpy(name, value, len);
	i = value_index(words, name);
	if (i < 0)
		return -EINVAL;
	draft_point(u, at, value);
	report_warning(&u->report, at, "LogOpt=%s has no effect (%s)", name,
		i == 0 ? "tcrd writes no files that grow; LogPersist= in "
			 "[X-TCR] keeps the log over a boot"
		       : "a unit's log is its last 64 KiB");
	return 0;
}

SET_FUNCTION(set_logs_tag)
{
	size_t len = value ? strlen(value) : 0;

	if (value && (len > 64 || !value_is_word(value, len, "_.-@/")))
		return -EINVAL;
	return set_text(u, row, value, at);
}

SET_FUNCTION(set_logs_sink)
{
	static const char *const words[] = {"inherit", "null", "tty", "journal",
		"syslog", "kmsg", "journal+console", "syslog+console",
		"kmsg+console", NULL};
	static const uint8_t sinks[] = {0, SINK_NULL, SINK_TTY, SINK_LOG,
		SINK_LOG, SINK_LOG | SINK_KMSG, SINK_LOG | SINK_CONSOLE,
		SINK_LOG | SINK_CONSOLE, SINK_LOG | SINK_KMSG | SINK_CONSOLE};
	uint8_t *sink = (uint8_t *)u + row->field;
	int i = value ? value_index(words, value) : 0;

	(void)at;
	if (i < 0 &&
		(!strncmp(value, "file:", 5) || !strncmp(value, "append:", 7) ||
			!strncmp(value, "truncate:", 9)))
		return draft_refuse(u,
			"tcrd writes no files that grow: let the "
			"program write to a volume");
	if (i < 0)
		return -EINVAL;
	*sink = sinks[i];
	return 0;
}

SET_FUNCTION(set_logs_input)
{
	(void)row;
	(void)at;
	if (value && strcmp(value, "null") != 0 && strcmp(value, "tty") != 0)
		return -EINVAL;
	u->unit.conf.logs.tty_in = value && !strcmp(value, "tty");
	return 0;
}

SET_FUNCTION(set_logs_attach)
{
	static const char *const words[] = {[ATTACH_NO] = "no",
		[ATTACH_OUTPUT] = "output",
		[ATTACH_INPUT] = "input",
		[ATTACH_TERMINAL] = "terminal",
		NULL};
	int i = value_index(words, value);

	(void)row;
	(void)at;
	if (i < 0)
		return -EINVAL;
	u->unit.conf.logs.attach = (uint8_t)i;
	return 0;
}

SET_FUNCTION(set_logs_tty)
{
	if (value && strncmp(value, "/dev/", 5) != 0)
		return -EINVAL;
	return set_path(u, row, value, at);
}

SET_FUNCTION(set_logs_rate_interval)
{
	int64_t *ms = &u->unit.conf.logs.rate_ms;

	(void)at;
	*ms = 0;
	return !value || !strcmp(value, "0") ? 0
					     : set_duration(u, row, value, at);
}

SET_FUNCTION(set_logs_rate_lines)
{
	int64_t lines = value ? value_number(value, UINT32_MAX) : 0;

	(void)row;
	(void)at;
	if (lines < 0)
		return -EINVAL;
	u->unit.conf.logs.rate_lines = (uint32_t)lines;
	return 0;
}
