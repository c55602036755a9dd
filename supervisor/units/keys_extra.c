/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: what it is given besides, and its logs. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_extra.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row container[] = {
	{KEY_ESCAPED, "Secret", set_secret, 0,
		"NAME[,type=mount|env][,target=...][,uid=,gid=,mode=]", NULL,
		KEYS_TEXT(
			"A secret of the device for the container. It is the "
			"file NAME in /etc/tcr/secrets, or else in "
			"/run/tcr/secrets or /var/lib/tcr/secrets; it must "
			"belong to root and be readable by nobody else, and "
			"if there is none the start fails. mount, which is "
			"the default, puts it at /run/secrets/NAME, or at "
			"target, with mode 0444 and root's unless mode=, uid= "
			"and gid= say otherwise; the copy is in memory. env "
			"makes it the variable NAME, or target, without a "
			"newline at its end; it is then in config.json, which "
			"is in /run and root's alone, and in /proc of the "
			"container.",
			"db-password,target=password,mode=0400,uid=70")},
	{KEY_TEXT, "Timezone", set_timezone, KEYS_CONF(timezone),
		"AREA/CITY or local", NULL,
		KEYS_TEXT("The file at /etc/localtime: of that name in "
			  "/usr/share/zoneinfo of the device, or else of the "
			  "image; local is the device's own /etc/localtime. "
			  "If neither has it the start fails. TZ is not set.",
			"Europe/Berlin")},
	{KEY_PAIRS, "Label", set_label, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit: labels in the status document "
			  "of tcrd(8), as in tcrctl status --json. The last "
			  "one of a name holds. The container itself does not "
			  "have them.",
			"app=web tier=front")},
	{KEY_TEXT, "ContainerName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, for dependencies and "
			  "tcrctl(1), as Alias= gives it. The container itself "
			  "and its log have the name of the unit file.",
			"front")},
	{KEY_TEXT, "LogDriver", set_log_driver, 0,
		"k8s-file, json-file, journald, none or passthrough", NULL,
		KEYS_TEXT("Where output goes. none drops it; passthrough sends "
			  "it to the console as well; all others are the "
			  "unit's log, see tcrctl(1), journald with a warning. "
			  "A log is the last 64 KiB, in memory.",
			"none")},
	{KEY_WORDS, "LogOpt", set_log_option, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("max-size, tag and label are warned of and have no "
			  "effect; path is refused: LogPersist= in [X-TCR] "
			  "keeps a log.",
			"max-size=1m")},
};

static const struct keys_row service[] = {
	{KEY_TEXT, "StandardInput", set_input, 0, "null or tty", "null",
		KEYS_TEXT("What the program reads. tty is the terminal of "
			  "TTYPath=, which it gets open, not as its "
			  "controlling terminal: reading and writing works, "
			  "/dev/tty, Ctrl-C and job control do not.",
			"tty")},
	{KEY_TEXT, "StandardOutput", set_sink, KEYS_CONF(logs.out),
		"journal, null, tty, kmsg, inherit, journal+console or "
		"kmsg+console",
		NULL,
		KEYS_TEXT("Where what it writes goes. journal, the default, is "
			  "the unit's log; kmsg is the log and the kernel's, "
			  "which takes ten lines in five seconds; +console is "
			  "the console as well. tty is the terminal of "
			  "TTYPath=, and what inherit means with "
			  "StandardInput=tty. If output and errors differ in "
			  "kmsg or console, both go there. Files are refused.",
			"null")},
	{KEY_TEXT, "StandardError", set_sink, KEYS_CONF(logs.err),
		"as StandardOutput=", NULL,
		KEYS_TEXT("The same for errors; inherit, the default, is as "
			  "StandardOutput=.",
			"journal")},
	{KEY_TEXT, "TTYPath", set_tty, KEYS_CONF(logs.tty), "/dev/NAME",
		"/dev/console",
		KEYS_TEXT("The terminal of tty above. The start fails if it is "
			  "none.",
			"/dev/ttyS1")},
	{KEY_BOOL, "TTYReset", set_bool, KEYS_CONF(logs.tty_reset), "yes or no",
		"no",
		KEYS_TEXT(
			"Whether it is put into a sane state before.", "yes")},
	{KEY_BOOL, "TTYVHangup", set_bool, KEYS_CONF(logs.tty_hangup),
		"yes or no", "no",
		KEYS_TEXT("Whether whoever else has it open loses it before.",
			"yes")},
	{KEY_TEXT, "SyslogIdentifier", set_log_tag, KEYS_CONF(logs.tag),
		"letters, digits, _ . - @ /", NULL,
		KEYS_TEXT("The name before its lines on the console and in the "
			  "kernel's log; otherwise the unit's.",
			"gateway")},
	{KEY_TEXT, "LogRateLimitIntervalSec", set_rate_interval,
		KEYS_CONF(logs.rate_ms), "a time like 30s; 0: no limit", NULL,
		KEYS_TEXT("In that time the log takes LogRateLimitBurst= lines "
			  "(30s if only that is given); more are left out and "
			  "counted, and the count is told. Without either "
			  "nothing is left out: who writes too fast waits.",
			"10s")},
	{KEY_TEXT, "LogRateLimitBurst", set_rate_lines, 0,
		"a number; 0: no limit", NULL,
		KEYS_TEXT("How many lines (10000 if only the interval is "
			  "given).",
			"1000")},
};

static const struct keys_row x_tcr[] = {
	{KEY_BOOL, "LogPersist", set_bool, KEYS_CONF(logs.persist), "yes or no",
		"no",
		KEYS_TEXT("Whether the log is kept in /var/lib/tcr/logs: "
			  "written when the unit stops, at shutdown, and every "
			  "five minutes if there is something new. tcrctl logs "
			  "-b -1 shows that of the boot before. Otherwise "
			  "nothing is written to flash.",
			"yes")},
	{KEY_BOOL, "Console", set_bool, KEYS_CONF(logs.console), "yes or no",
		"no",
		KEYS_TEXT("Whether each line goes to the console of the device "
			  "as well, with what is not ASCII as question marks. "
			  "What that has no room for is left out and counted.",
			"yes")},
};

const struct keys_row *keys_container_extra(size_t *count)
{
	*count = sizeof(container) / sizeof(*container);
	return container;
}

const struct keys_row *keys_service_logs(size_t *count)
{
	*count = sizeof(service) / sizeof(*service);
	return service;
}

const struct keys_row *keys_x_tcr_logs(size_t *count)
{
	*count = sizeof(x_tcr) / sizeof(*x_tcr);
	return x_tcr;
}
