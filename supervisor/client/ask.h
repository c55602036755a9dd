/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_ASK_H
#define SUPERVISOR_CLIENT_ASK_H

#include "supervisor/client/client.h"

/*
 * Sends a request to tcrd and waits for the answer: start, stop, restart,
 * reload, kill, reset-failed, reload-config.  Returns an exit code.
 */
int ask_run(const struct client_args *args);

/* Connects to tcrd: the descriptor, or -errno. */
int ask_dial(void);
/* Says why that failed; an exit code. */
int ask_no_daemon(int rc);
/* Prints an answer "error CODE TEXT"; returns the code. */
int ask_report(const char *answer);

/*
 * Asks for the times of first starts (serve/control_times.c) from that unit on;
 * take() gets each line of the answer, and may change it.  Returns an exit
 * code, after a message.
 */
int ask_times(const struct client_args *args, size_t from,
	void (*take)(char *text, void *arg), void *arg);

/*
 * poweroff, reboot: asks tcrd or, if tcrd does not answer, sends the signal to
 * tcr-init.  Returns an exit code.
 */
int ask_power(const struct client_args *args);

/*
 * Has tcrd keep the units that use the volume at path from being started, for
 * args->wait_ms at most.  Units that run are frozen (freeze), or a reason to
 * refuse.  On success *held is a connection; closing it lets the units go on.
 * Returns an exit code, after a message.
 */
int ask_hold(const struct client_args *args, const char *path, bool freeze,
	int *held);
/* Whether that is still so (0); else an exit code, after a message. */
int ask_held(const struct client_args *args, int held);

#endif
