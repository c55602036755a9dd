/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_LOGS_H
#define SUPERVISOR_UNITS_UNIT_LOGS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Where stdout or stderr goes, as bits.  0: stdout inherits from stdin, stderr
 * from stdout.
 */
enum unit_sink {
	SINK_LOG = 1,
	SINK_NULL = 2,
	SINK_TTY = 4,
	SINK_KMSG = 8,     /* the log and the kernel's log */
	SINK_CONSOLE = 16, /* the log and the device's console */
};

enum unit_log_driver {
	LOG_DRIVER_OWN,
	LOG_DRIVER_NONE,
	LOG_DRIVER_CONSOLE,
};

/* What `tcrctl attach` can do; each is all of the one before, too. */
enum unit_attach {
	ATTACH_NO,
	ATTACH_OUTPUT,   /* read what the container writes, byte by byte */
	ATTACH_INPUT,    /* write to its standard input */
	ATTACH_TERMINAL, /* use its terminal */
};

/* Where a container's output goes, and where its input comes from. */
struct unit_logs {
	char *tag;       /* SyslogIdentifier=; NULL: the unit's name */
	char *tty;       /* TTYPath= */
	int64_t rate_ms; /* 0: no limit */
	uint32_t rate_lines;
	uint8_t out, err; /* enum unit_sink */
	uint8_t driver;
	uint8_t attach; /* enum unit_attach */
	bool tty_in;
	bool tty_reset;
	bool tty_hangup;
	bool console; /* the log is copied to the console */
	bool kmsg;
	bool persist;
	bool public; /* its last lines are for everybody: LogPublic= */
};

#endif
