/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_EDIT_H
#define SUPERVISOR_CLIENT_EDIT_H

#include "supervisor/tcrctl.h"

/*
 * `tcrctl edit NAME`: a drop-in of the data partition, from an editor or from
 * standard input; it counts only when all units are as good with it.
 * `tcrctl revert NAME`: the unit is what the firmware says.  NAME may be
 * tcr.conf.  Neither asks tcrd.
 */
int edit_run(const struct tcrctl_args *args);
int edit_revert(const struct tcrctl_args *args);

#endif
