/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_LISTING_H
#define SUPERVISOR_VOLUMES_LISTING_H

struct client_args; /* supervisor/client/client.h */

/* tcrctl volume ls and inspect; they return exit codes. */
int listing_ls(const struct client_args *args);
int listing_inspect(const struct client_args *args);

#endif
