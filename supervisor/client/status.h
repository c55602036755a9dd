/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_STATUS_H
#define SUPERVISOR_CLIENT_STATUS_H

#include "supervisor/tcrctl.h"

/* status [--json] [NAME...]: an exit code. */
int status_run(const struct tcrctl_args *args);

/* is-active NAME...: prints states; an exit code. */
int status_is_active(const struct tcrctl_args *args);

#endif
