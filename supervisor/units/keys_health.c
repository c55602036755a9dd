/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: when it is ready and well, how it is reloaded. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/set_life.h"
#include "supervisor/units/unitfile.h"

#define COMMAND_SYNTAX  "a command for the shell, a JSON array, or none"
#define INTERVAL_SYNTAX "a time like 30s, or disable"

static const struct keys_row rows[] = {
	{KEY_TEXT, "Notify", set_notify, 0, "no, yes or healthy", "no",
		KEYS_TEXT("When the unit is ready, which is what units after "
			  "it wait for: as soon as its program runs; when the "
			  "program says so with sd_notify(3); or when "
			  "HealthCmd= has succeeded for the first time. For "
			  "yes the container has a socket of tcrd's at "
			  "/run/notify, and NOTIFY_SOCKET in its environment. "
			  "READY=1, STATUS=, WATCHDOG=1, WATCHDOG=trigger, "
			  "STOPPING=1 and EXTEND_TIMEOUT_USEC= count; "
			  "the latter not for a stop. What is sent while tcrd "
			  "is being replaced is lost.",
			"yes")},
	{KEY_TEXT, "HealthCmd", set_check, KEYS_FILE(health.cmd),
		COMMAND_SYNTAX, NULL,
		KEYS_TEXT("A command in the container that tells whether it is "
			  "well, by exit status 0. A text is given to its "
			  "/bin/sh -c; a JSON array is the words themselves, "
			  "which works without a shell. The state is in the "
			  "status document.",
			"wget -q -O /dev/null http://127.0.0.1/")},
	{KEY_TEXT, "HealthInterval", set_check_interval,
		KEYS_FILE(health.interval_ms), INTERVAL_SYNTAX, "30s",
		KEYS_TEXT("How long after a check the next one comes. Until "
			  "the first good one there is one a second at least, "
			  "and those that fail in the first interval do not "
			  "count.",
			"10s")},
	{KEY_TEXT, "HealthTimeout", set_check_timeout,
		KEYS_FILE(health.timeout_ms), "a time from 1s on", "30s",
		KEYS_TEXT("How long a check may take; then it is killed, and "
			  "has failed.",
			"5s")},
	{KEY_TEXT, "HealthRetries", set_count_from_1, KEYS_FILE(health.retries),
		"a number from 1 on", "3",
		KEYS_TEXT(
			"How many failures in a row make it unhealthy.", "5")},
	{KEY_TEXT, "HealthStartPeriod", set_amount, KEYS_FILE(health.start_ms),
		"a time like 1min", "0",
		KEYS_TEXT("Failures in this time after the start do not count, "
			  "unless there was a success.",
			"1min")},
	{KEY_TEXT, "HealthOnFailure", set_unhealthy, 0,
		"none, kill, restart or stop", "none",
		KEYS_TEXT("What becomes of an unhealthy container: nothing; it "
			  "is killed, and Restart= decides as after a signal; "
			  "it is stopped and started again whatever Restart= "
			  "says; it is stopped and stays so.",
			"kill")},
	{KEY_TEXT, "HealthStartupCmd", set_check, KEYS_FILE(health.startup),
		COMMAND_SYNTAX, NULL,
		KEYS_TEXT("A command that is run in place of HealthCmd= until "
			  "it has succeeded.",
			"test -S /run/app.sock")},
	{KEY_TEXT, "HealthStartupInterval", set_check_interval,
		KEYS_FILE(health.startup_interval_ms), INTERVAL_SYNTAX, "30s",
		KEYS_TEXT("How long after one the next one comes.", "5s")},
	{KEY_TEXT, "HealthStartupTimeout", set_check_timeout,
		KEYS_FILE(health.startup_timeout_ms), "a time from 1s on",
		"30s", KEYS_TEXT("How long one may take.", "5s")},
	{KEY_TEXT, "HealthStartupRetries", set_count,
		KEYS_FILE(health.startup_retries), "a number", "0",
		KEYS_TEXT("How many failures restart the container, whatever "
			  "Restart= says. 0: it is given all the time that "
			  "TimeoutStartSec= leaves.",
			"10")},
	{KEY_TEXT, "HealthStartupSuccess", set_count,
		KEYS_FILE(health.startup_success), "a number", "0",
		KEYS_TEXT("How many successes in a row it takes; 0 is as 1.",
			"2")},
	{KEY_TEXT, "ReloadSignal", set_signal, KEYS_CONF(life.reload_signal),
		"SIGHUP, or another signal", NULL,
		KEYS_TEXT("What tcrctl reload sends to the container's first "
			  "process.",
			"SIGHUP")},
	{KEY_COMMAND, "ReloadCmd", set_command, KEYS_CONF(life.reload_cmd),
		"WORD ...", NULL,
		KEYS_TEXT("A command in the container that tcrctl reload runs "
			  "instead. It has 90 seconds.",
			"/usr/sbin/nginx -s reload")},
};

const struct keys_row *keys_health(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
