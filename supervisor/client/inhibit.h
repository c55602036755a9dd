/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_INHIBIT_H
#define SUPERVISOR_CLIENT_INHIBIT_H

#include "supervisor/client/client.h"

/*
 * tcrctl inhibit: becomes the command, during which nobody reboots the device;
 * or lists who inhibits that.  Returns an exit code, if there is no command:
 * 125, 126 or 127 (execute.h).
 */
int inhibit_run(const struct client_args *args);

#endif
