/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_CHANGE_H
#define SUPERVISOR_STORE_CHANGE_H

#include "supervisor/client/client.h"

/* tcrctl image rm, tag, prune: exit codes. */
int change_rm(const struct client_args *args);
int change_tag(const struct client_args *args);
int change_prune(const struct client_args *args);

#endif
