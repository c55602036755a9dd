/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_BACKUP_H
#define SUPERVISOR_VOLUMES_BACKUP_H

struct client_args; /* supervisor/client/client.h */

/* tcrctl volume backup; returns an exit code. */
int backup_run(const struct client_args *args);

#endif
