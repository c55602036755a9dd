/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_FILLED_H
#define SUPERVISOR_VOLUMES_FILLED_H

struct client_args;

/*
 * The command `status`, which tells root how full those volumes with SizeMax=
 * are that a named unit describes or mounts.
 */
int filled_status(const struct client_args *args);

#endif
