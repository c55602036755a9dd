/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: when it is ready and well, how it is reloaded. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_life.h"

#define COMMAND_SYNTAX  "a command for the shell, a JSON array, or none"
#define INTERVAL_SYNTAX "a time like 30s, or disable"

static const struct keys_row rows[] = {
	{"Notify", KEY_TEXT, 0, set_life_notify, "no, yes or healthy", "no",
		KEYS_TEXT("When the unit is ready, which is what units after "
			  "it wait for: as soon as its program runs; when the "
			  "program says so with sd_notify(3); or when "
			  "HealthCmd=, or the HEALTHCHECK of the image, has "
			  "succeeded for the first time. For "
			  "yes the container has a socket of tcrd's at "
			  "/run/notify, and NOTIFY_SOCKET in its environment. "
			  "READY=1, STATUS=, WATCHDOG=1, WATCHDOG=trigger, "
			  "STOPPING=1 and EXTEND_TIMEOUT_USEC= count; "
			  "the latter not for a stop. What is sent while tcrd "
			  "is being replaced is lost.",
			"yes")},
	{"HealthCmd", KEY_TEXT, KEYS_FILE(health.cmd), set_life_check,
		COMMAND_SYNTAX, NULL,
		KEYS_TEXT("A command in the container that tells whether it is "
			  "well, by exit status 0. A text is given to its "
			  "/bin/sh -c; a JSON array of several is the words "
			  "themselves, which works without a shell. Both may "
			  "begin with CMD, CMD-SHELL or NONE, as HEALTHCHECK "
			  "of a Containerfile. It runs as the "
			  "container's own program does: user, rights, limits, "
			  "directory and environment are the same. The state "
			  "is in the status document. Without this key the "
			  "HEALTHCHECK of the image is used, if it has one; "
			  "none switches that off too. The interval, timeout, "
			  "retries and start period of the image hold where "
			  "neither the unit nor tcr.conf sets HealthInterval= "
			  "and so on, an interval below 100ms as 100ms, a "
			  "timeout below 1s as 1s. A unit with a HealthCmd= "
			  "of its own takes nothing from the image.",
			"wget -q -O /dev/null http://127.0.0.1/")},
	{"HealthInterval", KEY_TEXT, KEYS_FILE(health.times.interval_ms),
		set_life_check_interval, INTERVAL_SYNTAX, "30s",
		KEYS_TEXT("How long after a check the next one comes. Until "
			  "the first good one there is one a second at least "
			  "(or as the start interval of the image says), "
			  "and those that fail in the first interval do not "
			  "count.",
			"10s")},
	{"HealthTimeout", KEY_TEXT, KEYS_FILE(health.times.timeout_ms),
		set_life_check_timeout, "a time from 1s on", "30s",
		KEYS_TEXT("How long a check may take; then it is killed, and "
			  "has failed.",
			"5s")},
	{"HealthRetries", KEY_TEXT, KEYS_FILE(health.times.retries),
		set_life_count_from_1, "a number from 1 on", "3",
		KEYS_TEXT("How many failed checks in a row make the container "
			  "unhealthy.",
			"5")},
	{"HealthStartPeriod", KEY_TEXT, KEYS_FILE(health.times.start_ms),
		set_life_amount, "a time like 1min", "0",
		KEYS_TEXT("Failures in this time after the start do not count, "
			  "unless there was a success.",
			"1min")},
	{"HealthOnFailure", KEY_TEXT, 0, set_life_unhealthy,
		"none, kill, restart or stop", "none",
		KEYS_TEXT("What becomes of an unhealthy container: nothing; it "
			  "is killed, and Restart= decides as after a signal; "
			  "it is stopped and started again whatever Restart= "
			  "says; it is stopped and stays so.",
			"kill")},
	{"HealthStartupCmd", KEY_TEXT, KEYS_FILE(health.startup),
		set_life_check, COMMAND_SYNTAX, NULL,
		KEYS_TEXT("A command that is run in place of HealthCmd= until "
			  "it has succeeded.",
			"test -S /run/app.sock")},
	{"HealthStartupInterval", KEY_TEXT,
		KEYS_FILE(health.startup_interval_ms), set_life_check_interval,
		INTERVAL_SYNTAX, "30s",
		KEYS_TEXT(
			"How long after one startup check the next one comes.",
			"5s")},
	{"HealthStartupTimeout", KEY_TEXT, KEYS_FILE(health.startup_timeout_ms),
		set_life_check_timeout, "a time from 1s on", "30s",
		KEYS_TEXT("How long a startup check may take.", "5s")},
	{"HealthStartupRetries", KEY_TEXT, KEYS_FILE(health.startup_retries),
		set_life_count, "a number", "0",
		KEYS_TEXT("How many failed startup checks restart the "
			  "container, whatever Restart= says. 0: the container "
			  "has all the time that TimeoutStartSec= leaves.",
			"10")},
	{"HealthStartupSuccess", KEY_TEXT, KEYS_FILE(health.startup_success),
		set_life_count, "a number", "0",
		KEYS_TEXT("How many startup checks in a row have to succeed; 0 "
			  "is as 1.",
			"2")},
	{"ReloadSignal", KEY_TEXT, KEYS_CONF(life.reload_signal), set_signal,
		"SIGHUP, or another signal", NULL,
		KEYS_TEXT("What tcrctl reload sends to the container's first "
			  "process.",
			"SIGHUP")},
	{"ReloadCmd", KEY_COMMAND, KEYS_CONF(life.reload_cmd), set_command,
		"WORD ...", NULL,
		KEYS_TEXT("A command in the container that tcrctl reload runs "
			  "instead, as HealthCmd= runs. It has 90 seconds.",
			"/usr/sbin/nginx -s reload")},
};

const struct keys_row *keys_health(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
