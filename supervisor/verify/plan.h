/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_PLAN_H
#define SUPERVISOR_VERIFY_PLAN_H

struct client_args;

/*
 * `tcrctl reload-config --dry-run`: prints what a reload would do, and does
 * nothing.  Returns EXITCODE_OK, EXITCODE_BAD_CONFIG if a unit is refused, or
 * another exit code after a message.
 */
int plan_run(const struct client_args *args);

/* Prints the lines of a unit's files that went and came, but no comments. */
void plan_lines(const char *before, const char *now);

#endif
