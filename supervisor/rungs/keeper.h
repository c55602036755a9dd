/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_KEEPER_H
#define SUPERVISOR_RUNGS_KEEPER_H

#include "supervisor/units/unit_logs.h"

#include <stdbool.h>

/*
 * A keeper: a process that has the other ends of a container's output, input or
 * terminal, for a unit with Attach=.  It writes the output to the unit's log
 * and to each tcrctl that is attached, and passes on what they type.  tcrd has
 * no part in that, so it never waits for them, and a container does not lose
 * its terminal when tcrd ends.
 */

/* The container's standard streams. */
struct keeper_streams {
	int in, out, err;
};

/*
 * Starts the keeper, from the task that becomes crun, and makes the container's
 * streams; of what s had before, the output becomes the keeper's log.  dir is
 * the unit's folder.  With a terminal crun sends its other end to the socket
 * "console" in that folder.  wait: nothing is read until the first tcrctl is
 * there, 10 s at most.  0 or -errno after a log line.
 */
int keeper_start(
	enum unit_attach attach, bool wait, int dir, struct keeper_streams *s);

/* `tcrd keep FLAGS`: is the keeper.  Returns an exit status. */
int keeper_run(const char *flags);

#endif
