/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_NUKE_H
#define SUPERVISOR_CLIENT_NUKE_H

#include "supervisor/client/client.h"

/* Executes the script that removes what tcr has made on this machine; returns
 * only on errors: an exit code. */
int nuke_run(const struct client_args *args);

#endif
