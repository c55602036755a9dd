/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_SLOTS_H
#define SUPERVISOR_CLIENT_SLOTS_H

#include "supervisor/client/client.h"

/* The commands `tcrctl slot ...`; each returns an exit code. */
int slots_status(const struct client_args *args);
int slots_ask(const struct client_args *args); /* try, good, bad, boot */

#endif
