/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_COPY_H
#define SUPERVISOR_INSIDE_COPY_H

struct client_args;

/*
 * `tcrctl cp NAME:PATH -`: writes a file or directory of a container that runs
 * to standard output, as a tar archive.  Returns an exit code.
 */
int copy_run(const struct client_args *args);

#endif
