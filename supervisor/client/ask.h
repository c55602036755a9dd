/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_ASK_H
#define SUPERVISOR_CLIENT_ASK_H

#include "supervisor/tcrctl.h"

/* start, stop, restart NAME...: asks tcrd and waits.  An exit code. */
int ask_run(const struct tcrctl_args *args);

/* poweroff, reboot: asks tcrd, or tcr-init when tcrd is gone. */
int ask_power(const struct tcrctl_args *args);

#endif
