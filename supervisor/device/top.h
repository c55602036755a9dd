/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_TOP_H
#define SUPERVISOR_DEVICE_TOP_H

#include "supervisor/client/client.h"

/* The command `top [-n COUNT] [-d SEC] [--json] [NAME]`; an exit code. */
int top_run(const struct client_args *args);

#endif
