/* SPDX-License-Identifier: MIT */
/* The key table: [Manager] of tcr.conf. */
#include "supervisor/units/keys.h"

#include "supervisor/units/settings.h"
#include "supervisor/units/unitfile.h"

#define AS "as in the unit"

static const struct keys_row rows[] = {
	{KEY_TEXT, "DefaultTimeoutStartSec", settings_default, SECTION_SERVICE,
		AS, NULL,
		KEYS_TEXT("TimeoutStartSec= of containers that do not say.",
			"2min")},
	{KEY_TEXT, "DefaultTimeoutStopSec", settings_default, SECTION_SERVICE,
		AS, NULL,
		KEYS_TEXT("TimeoutStopSec= of containers that do not say, nor "
			  "StopTimeout=.",
			"20s")},
	{KEY_TEXT, "DefaultRestart", settings_default, SECTION_SERVICE, AS,
		NULL,
		KEYS_TEXT("Restart= of containers that do not say. always is "
			  "on-failure for a oneshot container.",
			"always")},
	{KEY_TEXT, "DefaultRestartSec", settings_default, SECTION_SERVICE, AS,
		NULL,
		KEYS_TEXT("RestartSec= of containers that do not say.", "1s")},
	{KEY_TEXT, "DefaultStartLimitIntervalSec", settings_default,
		SECTION_UNIT, AS, NULL,
		KEYS_TEXT("StartLimitIntervalSec= of containers that do not "
			  "say.",
			"5min")},
	{KEY_TEXT, "DefaultStartLimitBurst", settings_default, SECTION_UNIT, AS,
		NULL,
		KEYS_TEXT("StartLimitBurst= of containers that do not say.",
			"10")},
	{KEY_TEXT, "DefaultMemoryMax", settings_default, SECTION_SERVICE, AS,
		NULL,
		KEYS_TEXT("MemoryMax= of containers that do not say.", "64M")},
	{KEY_TEXT, "DefaultTasksMax", settings_default, SECTION_SERVICE, AS,
		NULL,
		KEYS_TEXT("TasksMax= of containers that do not say.", "100")},
	{KEY_PAIRS, "DefaultEnvironment", settings_default, SECTION_CONTAINER,
		"NAME=VALUE ...", NULL,
		KEYS_TEXT("Variables of every container; Environment= of the "
			  "container comes after them.",
			"LANG=C.UTF-8")},
	{KEY_TEXT, "LogLevel", settings_level, 0, "err, warn, info or debug",
		NULL,
		KEYS_TEXT("What tcrd(8) says on the console and in its log, "
			  "unless its command line says it.",
			"warn")},
	{KEY_TEXT, "ShutdownTimeoutSec", set_duration,
		KEYS_FILE(settings.shutdown_ms), "a time like 30s", "30s",
		KEYS_TEXT("How long all units together have when the device "
			  "goes down. What still runs then is killed, in no "
			  "order.",
			"1min")},
	{KEY_TEXT, "DNSCacheSize", settings_dns_cache, 0, "0 to 1024", "128",
		KEYS_TEXT("How many answers of upstream resolvers tcr-dns(8) "
			  "keeps for who asks the same, rounded up to 8. 0: "
			  "none, and each question goes upstream.",
			"0")},
};

const struct keys_row *keys_manager(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
