/* SPDX-License-Identifier: MIT */
/* The key table: [Service]: when it runs, and with how much. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/setrun.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_PAIRS, "Environment", setrun_variables, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Variables for $ in [Container]; the container does "
			  "not have them.",
			"LEVEL=debug")},
	{KEY_ESCAPED, "EnvironmentFile", setrun_variables_file, 0,
		"[-]PATH ...", NULL,
		KEYS_TEXT("Files of such variables, read with the unit file.",
			"-/etc/levels.env")},
	{KEY_TEXT, "Restart", set_restart, 0,
		"no, on-failure, always or unless-stopped", "no",
		KEYS_TEXT("When the container is started again after it ended. "
			  "on-failure is after an exit status other than 0, a "
			  "signal, or a start that failed; always and "
			  "unless-stopped are after every end, but not after a "
			  "stop by tcrctl(1). A oneshot unit cannot have these "
			  "two.",
			"always")},
	{KEY_TEXT, "RestartSec", set_duration, KEYS_CONF(policy.restart_ms),
		"a time like 100ms or 5s", "100ms",
		KEYS_TEXT("How long it waits before the first restart.", "2s")},
	{KEY_TEXT, "RestartMaxDelaySec", set_duration,
		KEYS_CONF(policy.restart_max_ms), "a time like 30s or 5min",
		"60s",
		KEYS_TEXT("The longest wait: each restart in a row doubles it.",
			"5min")},
	{KEY_TEXT, "TimeoutStopSec", set_stop, KEYS_FILE(timeout_stop_ms),
		"seconds, or a time like 1min 30s", NULL,
		KEYS_TEXT("As StopTimeout=; the smaller of the two holds. It "
			  "cannot be 0 or infinity.",
			"20s")},
	{KEY_TEXT, "KillSignal", set_signal, KEYS_FILE(kill_signal),
		"SIGTERM, or another signal", NULL,
		KEYS_TEXT("As StopSignal=, which has precedence.", "SIGINT")},
	{KEY_TEXT, "Type", set_type, 0, "simple, exec or oneshot", "exec",
		KEYS_TEXT("Whether the unit is up when its program runs or has "
			  "ended. A simple or exec unit is up when its program "
			  "runs, a oneshot unit when it has ended well.",
			"oneshot")},
	{KEY_BOOL, "RemainAfterExit", set_bool, KEYS_CONF(policy.remain),
		"yes or no", "no",
		KEYS_TEXT(
			"Whether a oneshot unit stays up when its program has "
			"ended.",
			"yes")},
};

const struct keys_row *keys_service(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
