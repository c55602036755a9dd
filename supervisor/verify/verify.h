/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VERIFY_H
#define SUPERVISOR_VERIFY_VERIFY_H

struct client_args; /* supervisor/client/client.h */

/*
 * The command `tcrctl verify`: checks unit files without starting anything, on
 * the device or elsewhere; returns an exit code.
 */
int verify_run(const struct client_args *args);

#endif
