/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_UPLINK_H
#define SUPERVISOR_RUNGS_RUNG_UPLINK_H

#include <sys/types.h>

struct rung_context;
struct unit_file;

/*
 * Uplinks at work.  The rungs take a struct rung_context, run in tasks and
 * return 0 or -errno after a log line.  rung_uplink_down() undoes the uplink as
 * it was put up, also if its file has changed since: UNIT_DIR/made says how it
 * was.
 */
int rung_uplink_up(const void *arg);
int rung_uplink_mend(const void *arg);
int rung_uplink_down(const void *arg);
/* Starts udhcpc for an uplink with DHCP; returns its pid or -errno. */
pid_t rung_uplink_spawn(const struct rung_context *c, int output);

/* The rung of network-online.target: waits for an expected default route. */
int rung_uplink_online(const void *arg);

/* Completes the record of an uplink without a file, to take it down. */
void rung_uplink_leftover(struct unit_file *file);

#endif
