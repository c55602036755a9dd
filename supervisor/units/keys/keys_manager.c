/* SPDX-License-Identifier: MIT */
/* The key table: [Manager] of tcr.conf. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/sections.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_limits.h"
#include "supervisor/units/keys/set_manager.h"

#define AS "as in the unit"

static const struct keys_row rows[] = {
	{"DefaultTimeoutStartSec", KEY_TEXT, SECTION_SERVICE,
		set_manager_default, AS, NULL,
		KEYS_TEXT("TimeoutStartSec= of containers that do not say.",
			"2min")},
	{"DefaultTimeoutStopSec", KEY_TEXT, SECTION_SERVICE,
		set_manager_default, AS, NULL,
		KEYS_TEXT("TimeoutStopSec= of containers that do not say, nor "
			  "StopTimeout=.",
			"20s")},
	{"DefaultRestart", KEY_TEXT, SECTION_SERVICE, set_manager_default, AS,
		NULL,
		KEYS_TEXT("Restart= of containers that do not say. always is "
			  "on-failure for a oneshot container.",
			"always")},
	{"DefaultRestartSec", KEY_TEXT, SECTION_SERVICE, set_manager_default,
		AS, NULL,
		KEYS_TEXT("RestartSec= of containers that do not say.", "1s")},
	{"DefaultStartLimitIntervalSec", KEY_TEXT, SECTION_UNIT,
		set_manager_default, AS, NULL,
		KEYS_TEXT("StartLimitIntervalSec= of containers that do not "
			  "say.",
			"5min")},
	{"DefaultStartLimitBurst", KEY_TEXT, SECTION_UNIT, set_manager_default,
		AS, NULL,
		KEYS_TEXT("StartLimitBurst= of containers that do not say.",
			"10")},
	{"ContainersMemoryMax", KEY_TEXT, KEYS_FILE(settings.containers_memory),
		set_limits_bytes,
		"bytes with K, M, G or T, a percentage, or "
		"infinity",
		NULL,
		KEYS_TEXT(
			"The memory that all containers together may use, "
			"with what they keep in files in memory. Without it, "
			"what is free when tcrd starts after a boot, less "
			"an eighth and 8M for the device itself, but at least "
			"half of what is free. A percentage is of the "
			"device's memory.",
			"75%")},
	{"DefaultMemoryMax", KEY_TEXT, SECTION_SERVICE, set_manager_default, AS,
		NULL,
		KEYS_TEXT("MemoryMax= of containers that do not say; without "
			  "it, half of what all together may use.",
			"64M")},
	{"DefaultTasksMax", KEY_TEXT, SECTION_SERVICE, set_manager_default, AS,
		NULL,
		KEYS_TEXT("TasksMax= of containers that do not say.", "100")},
	{"DefaultEnvironment", KEY_PAIRS, SECTION_CONTAINER,
		set_manager_default, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Variables of every container; Environment= of the "
			  "container comes after them.",
			"LANG=C.UTF-8")},
	{"RequireSigned", KEY_BOOL, KEYS_FILE(settings.trust.need_signed),
		set_bool, "yes or no", "no",
		KEYS_TEXT("Refuse images that are not signed by a key of "
			  "/usr/lib/tcr/keys or /etc/tcr/keys, whoever put "
			  "them there, and loaded ones that are not signed "
			  "under the name and tag that a unit gives. A "
			  "signature that an image has is checked in any case.",
			"yes")},
	{"RequireVerity", KEY_BOOL, KEYS_FILE(settings.trust.need_verity),
		set_bool, "yes or no", "no",
		KEYS_TEXT("Refuse images without a hash tree, by which each "
			  "block is checked when it is read. A signed image "
			  "has one.",
			"yes")},
	{"LogLevel", KEY_TEXT, 0, set_manager_level, "err, warn, info or debug",
		NULL,
		KEYS_TEXT("What tcrd(8) says on the console and in its log, "
			  "unless its command line says it.",
			"warn")},
	{"LogPersist", KEY_BOOL, KEYS_FILE(settings.log_persist), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether the log of tcrd(8) is kept in "
			  "/var/lib/tcr/logs: its newest 64 KiB, written at "
			  "shutdown, and 30 seconds after something new. "
			  "tcrctl logs -b -1 shows that of the boot before.",
			"yes")},
	{"SyslogServer", KEY_TEXT, 0, set_manager_syslog,
		"udp://ADDRESS or tcp://ADDRESS, with :PORT if need be", NULL,
		KEYS_TEXT("Where all logs are forwarded to, as RFC 5424 says, "
			  "by UDP or by TCP with octet counting (RFC 6587). "
			  "Lines that a server is too slow for, or does not "
			  "take, stay in the logs until these have no room for "
			  "them, and are then counted as lost in the status. "
			  "What UDP loses on its way nobody knows. A container "
			  "takes them on by TLS: see EXAMPLES.",
			"tcp://192.0.2.7:601")},
	{"ShutdownTimeoutSec", KEY_TEXT, KEYS_FILE(settings.shutdown_ms),
		set_duration, "a time like 30s", "30s",
		KEYS_TEXT("How long all units together have when the device "
			  "goes down. What still runs then is killed, in no "
			  "order.",
			"1min")},
	{"InhibitMaxSec", KEY_TEXT, KEYS_FILE(settings.inhibit_ms), set_limit,
		"a time like 2h, or infinity", "1d",
		KEYS_TEXT("How long one process can inhibit a reboot, see "
			  "tcrctl inhibit. After that the reboot is done "
			  "although the process still runs.",
			"2h")},
	{"SlotConfirmSec", KEY_TEXT, KEYS_FILE(settings.confirm_ms),
		set_duration, "a time like 10min", "5min",
		KEYS_TEXT("How long firmware on trial has, from the start of "
			  "tcrd(8) on, until the boot has settled and all "
			  "units with Critical=yes are stable. Otherwise "
			  "the device reboots, and after the last try the "
			  "other slot is back (see tcrctl-slot(1)).",
			"10min")},
	{"DNSCacheSize", KEY_TEXT, 0, set_manager_dns_cache, "0 to 1024", "128",
		KEYS_TEXT("How many answers of upstream resolvers tcr-dns(8) "
			  "keeps for who asks the same, rounded up to 8. 0: "
			  "none, and each question goes upstream.",
			"0")},
	{"DNSMixedCase", KEY_BOOL, KEYS_FILE(settings.dns_mixed), set_bool,
		"yes or no", "yes",
		KEYS_TEXT(
			"Ask upstream resolvers for names in random upper and "
			"lower case, which a forger has to guess. One that "
			"takes such a name for another is noticed and asked "
			"as the name was written, so no is only for those "
			"that do not answer at all.",
			"no")},
};

const struct keys_row *keys_manager(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
