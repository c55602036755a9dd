/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_ARGS_H
#define SUPERVISOR_CLIENT_ARGS_H

#include "supervisor/client/client.h"

/* Options that a command may know, as bits. */
enum args_option {
	ARGS_JSON = 1,
	ARGS_FOLLOW = 2,
	ARGS_LINES = 4,
	ARGS_NO_WAIT = 8,
	ARGS_TIMEOUT = 16,
	ARGS_HELP = 32, /* known to every command: sets *help */
	ARGS_BOOT = 64,
	ARGS_SIGNAL = 128,
	ARGS_EXEC = 256,    /* those that exec and run have */
	ARGS_TRY = 512,     /* --tries, --reboot */
	ARGS_VERIFY = 1024, /* those of `tcrctl verify` alone */
	ARGS_OCI = 2048,
	ARGS_UNITS = 4096,
	ARGS_DRY_RUN = 16384,
	ARGS_REVERSE = 32768,
	ARGS_WHICH = 8192, /* --since, --until, --grep, --stream, -k, --jsonl */
	ARGS_FORCE = 1 << 16,
	ARGS_RESTART = 1 << 17, /* --restart, --keep-old-for */
	ARGS_DATA = 1 << 18,
	ARGS_REASON = 1 << 19,
	ARGS_NOW = 1 << 22,
	ARGS_FOR = 1 << 23,
	ARGS_RUN = 1 << 20, /* those of `tcrctl run` alone */
	ARGS_FROM = 1 << 21,
	ARGS_ALL = 1 << 24,
	ARGS_TOP = 1 << 26, /* --count, --delay */
	ARGS_END = 1 << 27, /* --when-allowed, --cancel */
	ARGS_YES = 1 << 29,
	ARGS_INHIBIT = 1 << 28, /* --why, --list */
	ARGS_ROOT = 1 << 25,    /* no option: the command is for root */
	/* Not an option: what follows the first operand are operands, too. */
	ARGS_COMMAND = 1 << 30
};

/*
 * Parses the words after the command's name; `known` has the options that the
 * command accepts.  Options and operands may be mixed, "--" ends the options;
 * the operands are moved to the front of argv, where a->names points,
 * with NULL behind them.  Returns
 * 0, or EXITCODE_USAGE after a message.
 */
int args_parse(struct client_args *a, unsigned known, int argc, char **argv,
	bool *help);

#endif
