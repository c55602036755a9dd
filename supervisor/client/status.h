/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_STATUS_H
#define SUPERVISOR_CLIENT_STATUS_H

#include "supervisor/client/client.h"

/*
 * The command `status [--json] [NAME...]`; returns an exit code.  more: see
 * detail_print().
 */
int status_show(const struct client_args *args, void (*more)(const char *name));

/* The command `is-active NAME...` prints states; returns an exit code. */
int status_is_active(const struct client_args *args);

/* The command `is-failed NAME...`, which succeeds if one of them is. */
int status_is_failed(const struct client_args *args);

#endif
