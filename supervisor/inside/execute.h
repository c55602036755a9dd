/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_EXECUTE_H
#define SUPERVISOR_INSIDE_EXECUTE_H

struct client_args;

/*
 * `tcrctl exec`: runs a command in a container.  Returns the command's exit
 * status or, as docker and podman do: 125, it was not tried; 126, it cannot be
 * executed; 127, there is no such command; 128 + N, it was ended by signal N.
 */
int execute_run(const struct client_args *args);

#endif
