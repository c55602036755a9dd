/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_LOAD_H
#define SUPERVISOR_STORE_LOAD_H

#include "supervisor/client/client.h"

/* tcrctl image load: an exit code. */
int load_run(const struct client_args *args);

#endif
