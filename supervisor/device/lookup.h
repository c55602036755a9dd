/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_LOOKUP_H
#define SUPERVISOR_DEVICE_LOOKUP_H

#include "supervisor/client/client.h"

/* The command `dns NAME [--from UNIT]`; returns an exit code. */
int lookup_run(const struct client_args *args);

#endif
