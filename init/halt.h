/* SPDX-License-Identifier: MIT */
#ifndef INIT_HALT_H
#define INIT_HALT_H

struct state;

/* Steps of the way down, in this order: each ends by a deadline of its own. */
int halt_units(struct state *s);     /* tcrd stops them and ends */
int halt_processes(struct state *s); /* SIGTERM to all that is left */
int halt_kill(struct state *s);      /* SIGKILL */
int halt_sync(struct state *s);      /* and the clock's floor */
int halt_unmount(struct state *s);

#endif
