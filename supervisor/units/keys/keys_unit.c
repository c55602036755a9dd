/* SPDX-License-Identifier: MIT */
/* The key table: [Unit]: what a unit is and what it waits for. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_life.h"

#define ACTION_SYNTAX                                                          \
	"none, reboot, poweroff or halt, also with -force or -immediate"

static const struct keys_row rows[] = {
	{"Description", KEY_TEXT, KEYS_CONF(description), set_text, "text",
		NULL,
		KEYS_TEXT("What the unit is, for people.",
			"Web page of the device")},
	{"After", KEY_WORDS, RELATION_AFTER, set_dependency, "UNIT ...", NULL,
		KEYS_TEXT(
			"Starts after these units are up, stops before them. A "
			"name is written with its suffix (db.container, "
			"eth0.uplink), as systemd's db.service, or without "
			"one. "
			"Names of systemd's usual targets are always there. An "
			"unknown unit is ignored with a warning. A cycle of "
			"After= and Before= refuses all units that are on it.",
			"db.container network-online.target")},
	{"Before", KEY_WORDS, RELATION_BEFORE, set_dependency, "UNIT ...", NULL,
		KEYS_TEXT("Is up before these units start, stops after them.",
			"web.container")},
	{"Requires", KEY_WORDS, RELATION_REQUIRES, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT(
			"Starts these units too and cannot be up without them: "
			"if one is stopped or restarted, also by itself after "
			"a crash, so is this one. "
			"The order is another matter: most units also need "
			"After=. A unit that no file has refuses this one.",
			"db.container")},
	{"Wants", KEY_WORDS, RELATION_WANTS, set_dependency, "UNIT ...", NULL,
		KEYS_TEXT("Starts these units too; their failure changes "
			  "nothing.",
			"cache.container")},
	{"BindsTo", KEY_WORDS, RELATION_BINDS_TO, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT("As Requires=, and stops this unit as soon as one of "
			  "them is not up, for whatever reason. If that unit "
			  "is to be restarted, so is this one.",
			"broker.container")},
	{"PartOf", KEY_WORDS, RELATION_PART_OF, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT("Stopping or restarting one of these units does the "
			  "same to this one; starting it does not.",
			"suite.container")},
	{"Requisite", KEY_WORDS, RELATION_REQUISITE, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT("These units have to be up, or to be started with "
			  "this one: they are not started for it, it fails at "
			  "once.",
			"display.container")},
	{"Upholds", KEY_WORDS, RELATION_UPHOLDS, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT("As Wants=, and starts these units again whenever "
			  "they are down while this one is up, with 5 seconds "
			  "between two tries.",
			"helper.container")},
	{"Conflicts", KEY_WORDS, RELATION_CONFLICTS, set_dependency, "UNIT ...",
		NULL,
		KEYS_TEXT("Starting this unit stops these, and the other way "
			  "round; it waits until they are down. Of two that "
			  "are both wanted at boot the first by name is "
			  "started. shutdown.target has no meaning here.",
			"factory-mode.container")},
	{"OnFailure", KEY_WORDS, RELATION_ON_FAILURE, set_dependency,
		"UNIT ...", NULL,
		KEYS_TEXT("Units to start when this one has failed for good; "
			  "one that is going to be restarted has not.",
			"recovery.container")},
	{"OnSuccess", KEY_WORDS, RELATION_ON_SUCCESS, set_dependency,
		"UNIT ...", NULL,
		KEYS_TEXT("Units to start when this one has ended well by "
			  "itself.",
			"report.container")},
	{"StopWhenUnneeded", KEY_BOOL, KEYS_CONF(goals.stop_unneeded), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether the unit is stopped once no unit that is "
			  "up wants it any more.",
			"yes")},
	{"RefuseManualStart", KEY_BOOL, KEYS_CONF(goals.refuse_start), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether tcrctl(1) may not start it, only another "
			  "unit.",
			"yes")},
	{"RefuseManualStop", KEY_BOOL, KEYS_CONF(goals.refuse_stop), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether tcrctl(1) may not stop it. The device still "
			  "does when it goes down.",
			"yes")},
	{"CollectMode", KEY_TEXT, 0, set_life_collect,
		"inactive or inactive-or-failed", "inactive",
		KEYS_TEXT("With inactive-or-failed a container whose file is "
			  "in /run/tcr/conf.d, as tcrctl run makes it, is "
			  "removed with that file two seconds after it has "
			  "ended. Files elsewhere stay.",
			"inactive-or-failed")},
	{"JobTimeoutSec", KEY_TEXT, KEYS_CONF(goals.job_timeout_ms), set_limit,
		"a time like 5min, or infinity", "infinity",
		KEYS_TEXT("How long the unit may wait for others before its "
			  "start fails.",
			"2min")},
	{"JobTimeoutAction", KEY_TEXT, KEYS_CONF(life.job_action),
		set_life_action, ACTION_SYNTAX, "none",
		KEYS_TEXT("What becomes of the device when the unit has waited "
			  "as long as JobTimeoutSec= allows; see "
			  "FailureAction=.",
			"reboot")},
	{"RebootArgument", KEY_TEXT, 0, set_life_reboot_argument, "text", NULL,
		KEYS_TEXT("What the reboots of this unit's actions hand to the "
			  "board, by reboot(2); which words it knows is a "
			  "matter of its firmware.",
			"recovery")},
	{"StartLimitIntervalSec", KEY_TEXT, KEYS_FILE(limit_ms),
		set_life_amount_or_unset, "a time like 10s or 5min", NULL,
		KEYS_TEXT("The time in which the unit may start "
			  "StartLimitBurst= times, by itself or by hand. One "
			  "more start fails, and nothing but a start by hand "
			  "after that time, or tcrctl reset-failed, starts it "
			  "again. Without this key and StartLimitBurst= there "
			  "is no such limit, but ever longer delays; with one "
			  "of them the other is systemd's: 10s and 5. 0 is no "
			  "limit.",
			"5min")},
	{"StartLimitBurst", KEY_TEXT, 0, set_life_burst, "a number", NULL,
		KEYS_TEXT("How many starts StartLimitIntervalSec= allows. 0 "
			  "is no limit.",
			"5")},
	{"StartLimitAction", KEY_TEXT, KEYS_CONF(life.limit_action),
		set_life_action, ACTION_SYNTAX, "none",
		KEYS_TEXT("What becomes of the device when the unit has "
			  "reached that limit; see FailureAction=.",
			"reboot")},
	{"FailureAction", KEY_TEXT, KEYS_CONF(life.failure_action),
		set_life_action, ACTION_SYNTAX, "none",
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
	{"SuccessAction", KEY_TEXT, KEYS_CONF(life.success_action),
		set_life_action, ACTION_SYNTAX, "none",
		KEYS_TEXT("The same, when the unit's program has ended well "
			  "and is not started again.",
			"poweroff")},
};

const struct keys_row *keys_unit(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
