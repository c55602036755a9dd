/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_CHECK_H
#define SUPERVISOR_STORE_CHECK_H

#include "supervisor/client/client.h"

/* tcrctl image verify: an exit code. */
int check_run(const struct client_args *args);

#endif
