/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_RUN_H
#define SUPERVISOR_INSIDE_RUN_H

struct client_args;

/*
 * `tcrctl run`: makes a unit for one container and starts it.  Returns as
 * docker and podman do: of a container that runs in the foreground its exit
 * status, or 128 and the number of the signal that ended it; 125: it was not
 * started; 126, 127: its command cannot be executed, or is not there.
 */
int run_run(const struct client_args *args);

#endif
