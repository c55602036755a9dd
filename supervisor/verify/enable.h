/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_ENABLE_H
#define SUPERVISOR_VERIFY_ENABLE_H

#include "supervisor/client/client.h"

/*
 * `tcrctl enable`, `disable`, `mask` and `unmask`: whether units start at boot,
 * or at all, kept on the data partition; with --now also done at once.
 * `tcrctl diff` prints what the data partition changes of a unit.  All return
 * an exit code; only --now needs tcrd.
 */
int enable_run(const struct client_args *args);
int enable_diff(const struct client_args *args);

#endif
