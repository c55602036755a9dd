/* SPDX-License-Identifier: MIT */
#ifndef INIT_STATE_H
#define INIT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#define STATE_NEVER  INT64_MAX
#define STATE_FAULTS 6 /* remembered, newest first */
#define STATE_SHELLS 4

/* Whom PID 1 waits for by name: tcrd, the shells, a task of the shutdown. */
enum state_who {
	STATE_TCRD,
	STATE_SHELL,
	STATE_TASK = STATE_SHELL + STATE_SHELLS,
	STATE_CHILDREN,
};

/* What stays open over an exec of ourselves; -1: not there. */
enum state_fd {
	STATE_FD_SELF, /* the memory of this very struct */
	STATE_FD_NOTES,
	STATE_FD_NOTES_TCRD, /* the end that tcrd inherits */
	STATE_FD_WATCHDOG,
	STATE_FDS,
};

struct state_child {
	int32_t pid; /* 0: does not run */
	int32_t delay_ms;
	int64_t started_ms;
	int64_t due_ms; /* when to start it; STATE_NEVER */
};

/* All that PID 1 remembers.  It outlives the program: see state.c. */
struct state {
	uint64_t magic;
	int fd[STATE_FDS];
	int halt;     /* a command of reboot(2); 0: the device stays up */
	bool machine; /* PID 1 of the machine, not of a pid namespace */
	bool booted;
	bool unreaped;   /* there may be children that ended */
	int64_t feed_ms; /* how often the watchdog is fed, and when next */
	int64_t feed_due_ms;
	int64_t lost; /* notes for which there was no room */
	int64_t fault_ms[STATE_FAULTS];
	struct state_child child[STATE_CHILDREN];
};

/*
 * Makes the state, or finds the one that our predecessor left when a fault made
 * it exec us (argument is then its argv[1], else NULL).  From here on a fault
 * signal leads to such an exec.  Never NULL.
 */
struct state *state_open(const char *argument);

/* Whether the last n faults came within a minute. */
bool state_faulty(const struct state *s, int n);

#endif
