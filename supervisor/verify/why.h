/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_WHY_H
#define SUPERVISOR_VERIFY_WHY_H

struct client_args;

/*
 * `tcrctl why NAME`: why a unit is not up, through the units that it needs, and
 * what can be done.  EXITCODE_OK if it is up, EXITCODE_NOT_RUNNING if not.
 */
int why_run(const struct client_args *args);

/*
 * `tcrctl deps [--reverse] NAME`: the units that a unit needs or comes after,
 * or those that need it, as a tree with their states.
 */
int why_deps(const struct client_args *args);

#endif
