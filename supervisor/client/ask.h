/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_ASK_H
#define SUPERVISOR_CLIENT_ASK_H

#include "supervisor/client/client.h"

/*
 * Sends a request to tcrd and waits for the answer: start, stop, restart,
 * reload, kill, reset-failed, reload-config.  Returns an exit code.
 */
int ask_run(const struct client_args *args);

/*
 * poweroff, reboot: asks tcrd or, if tcrd does not answer, sends the signal to
 * tcr-init.  Returns an exit code.
 */
int ask_power(const struct client_args *args);

#endif
