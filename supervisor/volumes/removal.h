/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_REMOVAL_H
#define SUPERVISOR_VOLUMES_REMOVAL_H

struct client_args; /* supervisor/client/client.h */

/* tcrctl volume rm and prune; they return exit codes. */
int removal_rm(const struct client_args *args);
int removal_prune(const struct client_args *args);

#endif
