/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_RESTORE_H
#define SUPERVISOR_VOLUMES_RESTORE_H

struct client_args; /* supervisor/client/client.h */

/* tcrctl volume restore; returns an exit code. */
int restore_run(const struct client_args *args);

#endif
