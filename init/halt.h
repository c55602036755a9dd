/* SPDX-License-Identifier: MIT */
#ifndef INIT_HALT_H
#define INIT_HALT_H

struct state;

/*
 * The steps of the shutdown, in this order.  Each returns within its own
 * deadline: 0, or -errno (-ETIMEDOUT at the deadline).
 */
int halt_units(struct state *s);     /* tcrd stops all units and ends */
int halt_processes(struct state *s); /* SIGTERM to all other processes */
int halt_kill(struct state *s);      /* SIGKILL to those that are left */
int halt_sync(struct state *s);      /* sync(2); BOARD_CLOCK gets the time */
int halt_unmount(struct state *s);

#endif
