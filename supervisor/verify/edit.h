/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_EDIT_H
#define SUPERVISOR_VERIFY_EDIT_H

#include "supervisor/client/client.h"

/*
 * `tcrctl edit NAME` writes a drop-in of the unit to the data partition, with
 * the text of an editor or of standard input; it refuses a text with which this
 * unit, or a unit that was good before, is bad.  `tcrctl revert NAME` removes
 * the changes of the data partition, so that the unit is the firmware's again.
 * NAME may be tcr.conf.  Neither needs tcrd.  Both return an exit code.
 */
int edit_run(const struct client_args *args);
int edit_revert(const struct client_args *args);

/* What a command does first that changes unit files: it needs root, and
 * collects problems, so that none is printed. */
int edit_begin(const struct client_args *args);

#endif
