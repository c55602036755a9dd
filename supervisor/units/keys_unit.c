/* SPDX-License-Identifier: MIT */
/* The key table: [Unit]: what a unit is and what it waits for. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/set_life.h"
#include "supervisor/units/unitfile.h"

#define ACTION_SYNTAX                                                          \
	"none, reboot, poweroff or halt, also with -force or -immediate"

static const struct keys_row rows[] = {
	{KEY_TEXT, "Description", set_text, KEYS_CONF(description), "text",
		NULL,
		KEYS_TEXT("What the unit is, for people.",
			"Web page of the device")},
	{KEY_WORDS, "After", set_dependency, RELATION_AFTER, "UNIT ...", NULL,
		KEYS_TEXT(
			"Starts after these units are up, stops before them. A "
			"name is written with its suffix (db.container, "
			"eth0.uplink), as systemd's db.service, or without "
			"one. "
			"Names of systemd's usual targets are always there. A "
			"unit that no file has is told and ignored. A cycle of "
			"After= and Before= refuses all units that are on it.",
			"db.container network-online.target")},
	{KEY_WORDS, "Before", set_dependency, RELATION_BEFORE, "UNIT ...", NULL,
		KEYS_TEXT("Is up before these units start, stops after them.",
			"web.container")},
	{KEY_WORDS, "Requires", set_dependency, RELATION_REQUIRES, "UNIT ...",
		NULL,
		KEYS_TEXT(
			"Starts these units too and cannot be up without them: "
			"if one is stopped or restarted, also by itself after "
			"a crash, so is this one. "
			"The order is another matter: most units also need "
			"After=. A unit that no file has refuses this one.",
			"db.container")},
	{KEY_WORDS, "Wants", set_dependency, RELATION_WANTS, "UNIT ...", NULL,
		KEYS_TEXT("Starts these units too; their failure changes "
			  "nothing.",
			"cache.container")},
	{KEY_WORDS, "BindsTo", set_dependency, RELATION_BINDS_TO, "UNIT ...",
		NULL,
		KEYS_TEXT("As Requires=, and stops this unit as soon as one of "
			  "them is not up, for whatever reason. If that one "
			  "is on its way back, so is this one.",
			"broker.container")},
	{KEY_WORDS, "PartOf", set_dependency, RELATION_PART_OF, "UNIT ...",
		NULL,
		KEYS_TEXT("Stopping or restarting one of these units does the "
			  "same to this one; starting it does not.",
			"suite.container")},
	{KEY_WORDS, "Requisite", set_dependency, RELATION_REQUISITE, "UNIT ...",
		NULL,
		KEYS_TEXT("These units have to be up, or to be started with "
			  "this one: they are not started for it, it fails at "
			  "once.",
			"display.container")},
	{KEY_WORDS, "Upholds", set_dependency, RELATION_UPHOLDS, "UNIT ...",
		NULL,
		KEYS_TEXT("As Wants=, and starts these units again whenever "
			  "they are down while this one is up, with 5 seconds "
			  "between two tries.",
			"helper.container")},
	{KEY_WORDS, "Conflicts", set_dependency, RELATION_CONFLICTS, "UNIT ...",
		NULL,
		KEYS_TEXT("Starting this unit stops these, and the other way "
			  "round; it waits until they are down. Of two that "
			  "are both wanted at boot the first by name is "
			  "started. shutdown.target has no meaning here.",
			"factory-mode.container")},
	{KEY_WORDS, "OnFailure", set_dependency, RELATION_ON_FAILURE,
		"UNIT ...", NULL,
		KEYS_TEXT("Units to start when this one has failed for good; "
			  "one that is going to be restarted has not.",
			"recovery.container")},
	{KEY_WORDS, "OnSuccess", set_dependency, RELATION_ON_SUCCESS,
		"UNIT ...", NULL,
		KEYS_TEXT("Units to start when this one has ended well by "
			  "itself.",
			"report.container")},
	{KEY_BOOL, "StopWhenUnneeded", set_bool, KEYS_CONF(goals.stop_unneeded),
		"yes or no", "no",
		KEYS_TEXT("Whether the unit is stopped once no unit that is "
			  "up wants it any more.",
			"yes")},
	{KEY_BOOL, "RefuseManualStart", set_bool, KEYS_CONF(goals.refuse_start),
		"yes or no", "no",
		KEYS_TEXT("Whether tcrctl(1) may not start it, only another "
			  "unit.",
			"yes")},
	{KEY_BOOL, "RefuseManualStop", set_bool, KEYS_CONF(goals.refuse_stop),
		"yes or no", "no",
		KEYS_TEXT("Whether tcrctl(1) may not stop it. The device still "
			  "does when it goes down.",
			"yes")},
	{KEY_TEXT, "JobTimeoutSec", set_limit, KEYS_CONF(goals.job_timeout_ms),
		"a time like 5min, or infinity", "infinity",
		KEYS_TEXT("How long the unit may wait for others before its "
			  "start fails.",
			"2min")},
	{KEY_TEXT, "JobTimeoutAction", set_action, KEYS_CONF(life.job_action),
		ACTION_SYNTAX, "none",
		KEYS_TEXT("What becomes of the device when the unit has waited "
			  "as long as JobTimeoutSec= allows; see "
			  "FailureAction=.",
			"reboot")},
	{KEY_TEXT, "RebootArgument", set_reboot_argument, 0, "text", NULL,
		KEYS_TEXT("What the reboots of this unit's actions hand to the "
			  "board, by reboot(2); which words it knows is a "
			  "matter of its firmware.",
			"recovery")},
	{KEY_TEXT, "StartLimitIntervalSec", set_amount_or_unset,
		KEYS_FILE(limit_ms), "a time like 10s or 5min", NULL,
		KEYS_TEXT("The time in which the unit may start "
			  "StartLimitBurst= times, by itself or by hand. One "
			  "more start fails, and nothing but a start by hand "
			  "after that time, or tcrctl reset-failed, starts it "
			  "again. Without this key and StartLimitBurst= there "
			  "is no such limit, but ever longer delays; with one "
			  "of them the other is systemd's: 10s and 5. 0 is no "
			  "limit.",
			"5min")},
	{KEY_TEXT, "StartLimitBurst", set_burst, 0, "a number", NULL,
		KEYS_TEXT("How many starts StartLimitIntervalSec= allows. 0 "
			  "is no limit.",
			"5")},
	{KEY_TEXT, "StartLimitAction", set_action, KEYS_CONF(life.limit_action),
		ACTION_SYNTAX, "none",
		KEYS_TEXT("What becomes of the device when the unit has "
			  "reached that limit; see FailureAction=.",
			"reboot")},
	{KEY_TEXT, "FailureAction", set_action, KEYS_CONF(life.failure_action),
		ACTION_SYNTAX, "none",
		KEYS_TEXT("What becomes of the device when the unit has "
			  "failed, that is, when Restart= does not start it "
			  "again. reboot, poweroff and halt stop all units in "
			  "order; PID 1 bounds how long that may take, so "
			  "reboot-force and its like are the same. "
			  "reboot-immediate, poweroff-immediate and "
			  "halt-immediate stop nothing and write nothing back. "
			  "Nothing counts these reboots: a unit that always "
			  "fails reboots the device again and again.",
			"reboot")},
	{KEY_TEXT, "SuccessAction", set_action, KEYS_CONF(life.success_action),
		ACTION_SYNTAX, "none",
		KEYS_TEXT("The same, when the unit's program has ended well "
			  "and is not started again.",
			"poweroff")},
};

const struct keys_row *keys_unit(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
