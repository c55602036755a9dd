/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_ADOPT_H
#define SUPERVISOR_INSIDE_ADOPT_H

struct client_args;

/*
 * `tcrctl adopt`: moves the file of a unit that `tcrctl run` has made to the
 * data partition.  Returns an exit code.
 */
int adopt_run(const struct client_args *args);

#endif
