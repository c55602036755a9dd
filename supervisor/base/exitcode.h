/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_EXITCODE_H
#define SUPERVISOR_BASE_EXITCODE_H

/*
 * Exit codes of tcrctl, which scripts rely on; tcrctl.1 lists them.  The
 * answers `error CODE` of the control socket have the same numbers.
 */
enum exitcode {
	EXITCODE_OK = 0,
	EXITCODE_FAILED = 1,      /* the command was tried and failed */
	EXITCODE_USAGE = 2,       /* the command line is wrong */
	EXITCODE_NOT_RUNNING = 3, /* a unit that was named is not up */
	EXITCODE_NO_UNIT = 4,     /* there is no such unit */
	EXITCODE_BAD_CONFIG = 5,  /* files of a unit were refused */
	EXITCODE_TIMEOUT = 6,     /* not done in time */
	EXITCODE_NO_DAEMON = 7,   /* tcrd does not run or does not answer */
	/* of `exec` alone, as docker and podman have them */
	EXITCODE_NOT_TRIED = 125,      /* the command was not tried */
	EXITCODE_NOT_EXECUTABLE = 126, /* it cannot be executed */
	EXITCODE_NO_COMMAND = 127,     /* there is no such command */
};

#endif
