/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_FACTORY_H
#define SUPERVISOR_CLIENT_FACTORY_H

#include "supervisor/client/client.h"

/* tcrctl factory-reset (base/reset.h): asks, then reboots; an exit code. */
int factory_reset(const struct client_args *args);

#endif
