/* SPDX-License-Identifier: MIT */
/* The key table: [Service]: when it runs, and with how much. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_life.h"
#include "supervisor/units/keys/set_run.h"

#define EXITS_SYNTAX "exit statuses (0 to 255) and names of signals"

static const struct keys_row rows[] = {
	{"Environment", KEY_PAIRS, 0, set_run_variables, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Variables for $ in [Container]; the container does "
			  "not have them.",
			"LEVEL=debug")},
	{"EnvironmentFile", KEY_ESCAPED, 0, set_run_variables_file,
		"[-]PATH ...", NULL,
		KEYS_TEXT("Files of such variables, read with the unit file; "
			  "without one that has no dash before it the unit "
			  "does not start.",
			"-/etc/levels.env")},
	{"Restart", KEY_TEXT, 0, set_life_restart,
		"no, always, on-success, on-failure, on-abnormal, on-abort or "
		"on-watchdog",
		"no",
		KEYS_TEXT(
			"When the container is started again after it ended. "
			"An end is clean with exit status 0, SIGHUP, SIGINT, "
			"SIGTERM or SIGPIPE, or as SuccessExitStatus= says. "
			"on-success is after a clean end; on-failure after "
			"every other one, and after a start that failed; "
			"on-abnormal after a signal, a timeout or a missed "
			"watchdog, but not after an exit status; on-abort "
			"after a signal, on-watchdog after a missed watchdog; "
			"always, or unless-stopped, after all of these. No "
			"restart follows a stop by tcrctl(1). For a oneshot "
			"unit no signal is clean, and it cannot have always "
			"or on-success.",
			"always")},
	{"RestartSec", KEY_TEXT, KEYS_CONF(policy.restart_ms), set_duration,
		"a time like 100ms or 5s", "100ms",
		KEYS_TEXT("How long it waits before the first restart. Waits "
			  "of more than a second vary by a tenth, so that "
			  "what fell together does not come back together.",
			"2s")},
	{"RestartMaxDelaySec", KEY_TEXT, KEYS_CONF(policy.restart_max_ms),
		set_duration, "a time like 30s or 5min", "60s",
		KEYS_TEXT("The longest wait: each restart in a row doubles "
			  "it, unless there is RestartSteps=. See "
			  "RestartResetSec= for when waits are short again.",
			"5min")},
	{"RestartSteps", KEY_TEXT, 0, set_life_steps, "a number", "0",
		KEYS_TEXT("In how many restarts the wait goes from "
			  "RestartSec= to RestartMaxDelaySec=, growing by the "
			  "same factor each time. 0: it doubles.",
			"5")},
	{"RestartRandomizedDelaySec", KEY_TEXT, KEYS_CONF(life.random_ms),
		set_life_amount, "a time like 5s", "0",
		KEYS_TEXT("Each wait is longer by a random time up to this.",
			"5s")},
	{"SuccessExitStatus", KEY_WORDS, KEYS_FILE(exits.success),
		set_life_exits, EXITS_SYNTAX, NULL,
		KEYS_TEXT("Exit statuses and signals that are clean ends too. "
			  "An exit status of 128+n is signal n as well.",
			"143 SIGKILL")},
	{"RestartPreventExitStatus", KEY_WORDS, KEYS_FILE(exits.prevent),
		set_life_exits, EXITS_SYNTAX, NULL,
		KEYS_TEXT("After these ends there is no restart, whatever "
			  "Restart= says.",
			"2 SIGABRT")},
	{"RestartForceExitStatus", KEY_WORDS, KEYS_FILE(exits.force),
		set_life_exits, EXITS_SYNTAX, NULL,
		KEYS_TEXT("After these ends there is one, whatever Restart= "
			  "says.",
			"133")},
	{"TimeoutStartSec", KEY_TEXT, KEYS_FILE(timeout_start_ms),
		set_life_span_or_unset,
		"seconds, a time like 2min, or infinity", NULL,
		KEYS_TEXT("How long a start may take, from its first step "
			  "until the unit is ready (see Notify=); for a "
			  "oneshot unit until its program has ended. Then it "
			  "is stopped, with result timeout. It is 90 s, and "
			  "infinity for a oneshot unit.",
			"2min")},
	{"TimeoutSec", KEY_TEXT, 0, set_life_timeouts,
		"seconds, or a time like 1min 30s", NULL,
		KEYS_TEXT(
			"TimeoutStartSec= and TimeoutStopSec= in one.", "30s")},
	{"RuntimeMaxSec", KEY_TEXT, KEYS_CONF(life.runtime_ms), set_life_span,
		"a time like 12h, or infinity", "infinity",
		KEYS_TEXT("How long the unit may be up. Then it is stopped, "
			  "with result timeout, and Restart= decides.",
			"24h")},
	{"WatchdogSec", KEY_TEXT, KEYS_CONF(life.watchdog_ms), set_life_span,
		"a time like 30s", "0",
		KEYS_TEXT("Once it is ready, the program must say WATCHDOG=1 "
			  "with sd_notify(3) in every such period, which is "
			  "in its environment as WATCHDOG_USEC; else it gets "
			  "WatchdogSignal=, with result watchdog. The "
			  "container gets the socket described at Notify=. 0: "
			  "no watchdog.",
			"30s")},
	{"WatchdogSignal", KEY_TEXT, KEYS_CONF(life.watchdog_signal),
		set_signal, "SIGABRT, or another signal", "SIGABRT",
		KEYS_TEXT(
			"The signal for a program that has missed its "
			"watchdog. A program that does not end then is killed "
			"after TimeoutStopSec=. The first process of a "
			"container ends by a signal only if it has a handler "
			"for it, or if it is SIGKILL.",
			"SIGKILL")},
	{"NotifyAccess", KEY_TEXT, 0, set_life_notify_access,
		"none, main, exec or all", "all",
		KEYS_TEXT("Who may notify: the container's first process alone "
			  "(main), or each of its processes (exec, all). Of "
			  "a process that has ended when its message is read, "
			  "only the first is believed: a short one waits with "
			  "BARRIER=1, as systemd-notify does. A message has "
			  "4096 bytes at most.",
			"main")},
	{"KillMode", KEY_TEXT, 0, set_life_kill_mode, "control-group or mixed",
		"mixed",
		KEYS_TEXT("Both are the same here: the stop signal goes to "
			  "the container's first process, SIGKILL to all that "
			  "is left of it.",
			"mixed")},
	{"TimeoutStopSec", KEY_TEXT, KEYS_FILE(timeout_stop_ms), set_stop,
		"seconds, or a time like 1min 30s", NULL,
		KEYS_TEXT("As StopTimeout=; the smaller of the two holds. It "
			  "cannot be 0 or infinity.",
			"20s")},
	{"KillSignal", KEY_TEXT, KEYS_FILE(kill_signal), set_signal,
		"SIGTERM, or another signal", NULL,
		KEYS_TEXT("As StopSignal=, which has precedence.", "SIGINT")},
	{"Type", KEY_TEXT, 0, set_life_type, "simple, exec, notify or oneshot",
		"exec",
		KEYS_TEXT("Whether the unit is up when its program runs or has "
			  "ended. A simple, exec or notify unit is up when its "
			  "program runs, or is ready as Notify= says; a "
			  "oneshot unit when it has ended well.",
			"oneshot")},
	{"RemainAfterExit", KEY_BOOL, KEYS_CONF(policy.remain), set_bool,
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
