/* SPDX-License-Identifier: MIT */
#ifndef INIT_STATE_H
#define INIT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#define STATE_NEVER  INT64_MAX
#define STATE_FAULTS 6 /* how many faults are remembered */
#define STATE_SHELLS 4

/* The children that PID 1 starts itself. */
enum state_who {
	STATE_TCRD,
	STATE_SHELL,
	STATE_TASK = STATE_SHELL + STATE_SHELLS, /* of halt.c or watch.c */
	STATE_CHILDREN,
};

/* The descriptors that stay open when PID 1 executes itself; -1: not open. */
enum state_fd {
	STATE_FD_SELF,       /* the memfd with struct state */
	STATE_FD_NOTES,      /* the end of the socket that PID 1 writes to */
	STATE_FD_NOTES_TCRD, /* the end of the socket that tcrd inherits */
	STATE_FD_WATCHDOG,
	STATE_FDS,
};

struct state_child {
	int32_t pid;        /* 0: it does not run */
	int32_t delay_ms;   /* between its last end and its next start */
	int64_t started_ms; /* CLOCK_MONOTONIC, as all times here */
	int64_t due_ms;     /* when to start it, or STATE_NEVER */
};

/* All that PID 1 remembers.  It survives an exec of PID 1: see state.c. */
struct state {
	uint64_t magic;
	int fd[STATE_FDS];
	int halt;        /* a command of reboot(2); 0: the device stays up */
	bool machine;    /* PID 1 of the machine, not of a pid namespace */
	bool booted;     /* the steps of the boot have run */
	bool unreaped;   /* there may be children that ended */
	int short_runs;  /* of tcrd, in a row */
	int64_t feed_ms; /* how often the watchdog is fed */
	int64_t feed_due_ms;
	int64_t lost; /* notes that did not fit the socket, in a row */
	int64_t fault_ms[STATE_FAULTS]; /* newest first; 0: none */
	struct state_child child[STATE_CHILDREN];
};

/*
 * Returns the state, never NULL: a new one if argument is NULL, else the one of
 * the program before, which executed itself after a fault with "--state=FD" as
 * its argument.  From here on every fault signal makes PID 1 execute itself.
 */
struct state *state_open(const char *argument);

/* Whether the last n faults (1 to STATE_FAULTS) came within a minute. */
bool state_faulty(const struct state *s, int n);

#endif
