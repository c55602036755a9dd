/* SPDX-License-Identifier: MIT */
/* The key table: where output goes to and input comes from. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_logs.h"

static const struct keys_row container[] = {
	{"LogDriver", KEY_TEXT, 0, set_logs_driver,
		"k8s-file, json-file, journald, none or passthrough", NULL,
		KEYS_TEXT("Where output goes. none drops it; passthrough sends "
			  "it to the console as well; all others are the "
			  "unit's log, see tcrctl(1), journald with a warning. "
			  "A log is the last 64 KiB, in memory.",
			"none")},
	{"LogOpt", KEY_WORDS, 0, set_logs_option, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Options of podman and docker (max-size, tag, path "
			  "and the like) have no effect, and are warned of. "
			  "LogPersist= in [X-TCR] keeps a log.",
			"max-size=1m")},
};

static const struct keys_row service[] = {
	{"StandardInput", KEY_TEXT, 0, set_logs_input, "null or tty", "null",
		KEYS_TEXT("What the program reads. tty is the terminal of "
			  "TTYPath=, which it gets open, not as its "
			  "controlling terminal: reading and writing works, "
			  "/dev/tty, Ctrl-C and job control do not.",
			"tty")},
	{"StandardOutput", KEY_TEXT, KEYS_CONF(logs.out), set_logs_sink,
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
	{"StandardError", KEY_TEXT, KEYS_CONF(logs.err), set_logs_sink,
		"as StandardOutput=", NULL,
		KEYS_TEXT("The same for errors; inherit, the default, is as "
			  "StandardOutput=.",
			"journal")},
	{"TTYPath", KEY_TEXT, KEYS_CONF(logs.tty), set_logs_tty, "/dev/NAME",
		"/dev/console",
		KEYS_TEXT("The terminal that tty means in StandardInput= and "
			  "StandardOutput=. The start fails if the path is no "
			  "terminal.",
			"/dev/ttyS1")},
	{"TTYReset", KEY_BOOL, KEYS_CONF(logs.tty_reset), set_bool, "yes or no",
		"no",
		KEYS_TEXT(
			"Whether the terminal of TTYPath= is reset before the "
			"program starts.",
			"yes")},
	{"TTYVHangup", KEY_BOOL, KEYS_CONF(logs.tty_hangup), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether other programs that have the terminal open "
			  "lose it before the program starts, see vhangup(2).",
			"yes")},
	{"SyslogIdentifier", KEY_TEXT, KEYS_CONF(logs.tag), set_logs_tag,
		"letters, digits, _ . - @ /", NULL,
		KEYS_TEXT("The name before its lines on the console and in the "
			  "kernel's log; otherwise the unit's.",
			"gateway")},
	{"LogRateLimitIntervalSec", KEY_TEXT, KEYS_CONF(logs.rate_ms),
		set_logs_rate_interval, "a time like 30s; 0: no limit", NULL,
		KEYS_TEXT("In that time the log takes LogRateLimitBurst= lines "
			  "(30s if only that is given); more are left out and "
			  "counted, and the log has the count. Without either "
			  "key nothing is left out: a program that writes too "
			  "fast waits.",
			"10s")},
	{"LogRateLimitBurst", KEY_TEXT, 0, set_logs_rate_lines,
		"a number; 0: no limit", NULL,
		KEYS_TEXT("How many lines (10000 if only the interval is "
			  "given).",
			"1000")},
};

static const struct keys_row x_tcr[] = {
	{"Attach", KEY_TEXT, 0, set_logs_attach,
		"no, output, input or terminal", "no",
		KEYS_TEXT("What tcrctl attach shows and takes. output: what "
			  "the program writes, byte by byte. input: its "
			  "standard input as well, which is open for as long "
			  "as the container runs. terminal: it has a terminal "
			  "of its own. All of it goes to the log, too, whether "
			  "anybody is attached or not. Such a container has a "
			  "process of tcr's beside it. With no, "
			  "attach shows the lines of the log.",
			"terminal")},
	{"LogPersist", KEY_BOOL, KEYS_CONF(logs.persist), set_bool, "yes or no",
		"no",
		KEYS_TEXT("Whether the log is kept in /var/lib/tcr/logs: "
			  "written when the unit stops, at shutdown, and every "
			  "five minutes if there is something new. tcrctl logs "
			  "-b -1 shows that of the boot before. Otherwise "
			  "nothing is written to flash.",
			"yes")},
	{"LogPublic", KEY_BOOL, KEYS_CONF(logs.public), set_bool, "yes or no",
		"no",
		KEYS_TEXT("Whether everybody on the device, and each container "
			  "that mounts /run/tcr/public, can read the last "
			  "lines of the log, as the device's page does.",
			"yes")},
	{"Console", KEY_BOOL, KEYS_CONF(logs.console), set_bool, "yes or no",
		"no",
		KEYS_TEXT("Whether each line goes to the console of the device "
			  "as well, with what is not ASCII as question marks. "
			  "What that has no room for is left out and counted.",
			"yes")},
};

const struct keys_row *keys_logs_container(size_t *count)
{
	*count = sizeof(container) / sizeof(*container);
	return container;
}

const struct keys_row *keys_logs_service(size_t *count)
{
	*count = sizeof(service) / sizeof(*service);
	return service;
}

const struct keys_row *keys_logs_x_tcr(size_t *count)
{
	*count = sizeof(x_tcr) / sizeof(*x_tcr);
	return x_tcr;
}
