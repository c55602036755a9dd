/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_STATUS_H
#define SUPERVISOR_CLIENT_STATUS_H

#include "supervisor/tcrctl.h"

/* The command `status [--json] [NAME...]`; returns an exit code. */
int status_run(const struct tcrctl_args *args);

/* The command `is-active NAME...` prints states; returns an exit code. */
int status_is_active(const struct tcrctl_args *args);

#endif
