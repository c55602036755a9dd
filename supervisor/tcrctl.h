/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_TCRCTL_H
#define SUPERVISOR_TCRCTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How tcrctl ends; scripts rely on it, tcrctl.1 lists it.  tcrd's `error CODE`
 * on the control socket uses the same numbers.
 */
enum tcrctl_exit {
	TCRCTL_OK = 0,
	TCRCTL_FAILED = 1,      /* it was tried and did not work */
	TCRCTL_USAGE = 2,       /* the command line makes no sense */
	TCRCTL_NOT_RUNNING = 3, /* a unit that was asked for is not up */
	TCRCTL_NO_UNIT = 4,     /* there is no such unit */
	TCRCTL_BAD_CONFIG = 5,  /* the unit was refused */
	TCRCTL_TIMEOUT = 6,
	TCRCTL_NO_DAEMON = 7, /* tcrd does not run or does not answer */
};

/* What the command line says, checked. */
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

/* The client: this program under the name tcrctl. */
int tcrctl_main(int argc, char **argv);

#endif
