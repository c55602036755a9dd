/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_TCRCTL_H
#define SUPERVISOR_TCRCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Exit codes of tcrctl, which scripts rely on; tcrctl.1 lists them.  The
 * answers `error CODE` of the control socket have the same numbers.
 */
enum tcrctl_exit {
	TCRCTL_OK = 0,
	TCRCTL_FAILED = 1,      /* the command was tried and failed */
	TCRCTL_USAGE = 2,       /* the command line is wrong */
	TCRCTL_NOT_RUNNING = 3, /* a unit that was named is not up */
	TCRCTL_NO_UNIT = 4,     /* there is no such unit */
	TCRCTL_BAD_CONFIG = 5,  /* files of a unit were refused */
	TCRCTL_TIMEOUT = 6,     /* not done in time */
	TCRCTL_NO_DAEMON = 7,   /* tcrd does not run or does not answer */
};

/* The parsed command line. */
struct tcrctl_args {
	const char *verb;   /* the command's name */
	char *const *names; /* its operands */
	size_t count;
	bool json;          /* --json */
	bool follow;        /* -f */
	bool last_boot;     /* -b -1 */
	bool no_wait;       /* --no-wait */
	const char *signal; /* -s; NULL: not given */
	int64_t lines;      /* -n; -1: not given */
	int64_t wait_ms;    /* --timeout; -1: not given */
};

/* main() of this program if it is called tcrctl; returns an exit code. */
int tcrctl_main(int argc, char **argv);

#endif
