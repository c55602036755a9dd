/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_TCRCTL_CONTROL_H
#define SUPERVISOR_CLIENT_TCRCTL_CONTROL_H

#include "supervisor/tcrctl.h"

/* start, stop, restart NAME...: asks tcrd and waits.  An exit code. */
int control_run(const struct tcrctl_args *args);

/* poweroff, reboot: asks tcrd, or tcr-init when tcrd is gone. */
int control_power(const struct tcrctl_args *args);

#endif
