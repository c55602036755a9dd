/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_CONNECTIONS_H
#define SUPERVISOR_DEVICE_CONNECTIONS_H

#include "supervisor/client/client.h"

/*
 * The commands network ls, network inspect and ports: which networks there are,
 * who is in them, what the firewall lets through.  They return an exit code.
 */
int connections_ls(const struct client_args *args);
int connections_inspect(const struct client_args *args);
int connections_ports(const struct client_args *args);

#endif
