/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_UPLINK_H
#define SUPERVISOR_RUNGS_RUNG_UPLINK_H

#include <sys/types.h>

struct rung_context;
struct unit_file;

/*
 * Uplinks at work.  The rungs take a struct rung_context, run in tasks, return
 * 0 or -errno after a log line.  Down undoes what was put up, which may have
 * been by another file: what that was is kept in UNIT_DIR/made.
 */
int rung_uplink_up(const void *arg);
int rung_uplink_mend(const void *arg);
int rung_uplink_down(const void *arg);
/* udhcpc of one with DHCP. */
pid_t rung_uplink_spawn(const struct rung_context *c, int output);

/* Of network-online.target: there is a default route, or none is expected. */
int rung_uplink_online(const void *arg);

/* Makes one without a file good for taking it down. */
void rung_uplink_leftover(struct unit_file *file);

#endif
