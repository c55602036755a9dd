/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_WAIT_H
#define SUPERVISOR_INSIDE_WAIT_H

struct client_args;

/*
 * `tcrctl wait`: has tcrd wait for units and, when they have ended, prints the
 * exit status of each.  An exit code.
 */
int wait_run(const struct client_args *args);

/* `tcrctl rm`: removes containers of `tcrctl run`, with -f also those that are
 * up.  An exit code. */
int wait_rm(const struct client_args *args);

#endif
