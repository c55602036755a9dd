/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_TASK_H
#define SUPERVISOR_BASE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TASK_TEXT_MAX 512 /* bytes at the end of a task's output */

/*
 * A task: a forked child with a deadline, for work that may block or reads
 * bytes of foreign origin.  Its exit status is an errno; what it writes to
 * stderr is logged when it ends.  It is killed if tcrd ends
 * (PR_SET_PDEATHSIG), and no signal is blocked in it.
 */
struct task {
	pid_t pid;           /* 0: no task runs */
	int output;          /* a memfd, the stderr of the task */
	int64_t deadline_ms; /* when it is killed, CLOCK_MONOTONIC */
	bool overdue;        /* it was killed at its deadline */
	bool quiet;          /* its output is not logged */
};

/*
 * Forks a child that calls fn(arg) and exits; fn returns 0 or -errno, or calls
 * exec(3).  The child must end within limit_ms.  0 or -errno after a log line.
 */
int task_start(struct task *t, int (*fn)(const void *arg), const void *arg,
	int64_t limit_ms);

/* Kills the task if its deadline is over; returns true once, when it does. */
bool task_expire(struct task *t, int64_t now_ms);

/*
 * Unblocks all signals, in a child that will call exec(3), which keeps blocked
 * (and ignored) signals.  tcrd ignores none.
 */
void task_clean_signals(void);

/* Makes all descriptors from fd on close-on-exec; for a child. */
void task_cloexec_from(unsigned fd);

/*
 * To be called when the child has ended with this waitpid(2) status.  Logs each
 * line of its output as "NAME: LINE"; text becomes the last line that is no
 * warning ("" without one; size > 0), "took too long" if it was killed at its
 * deadline.  Returns what the task returned, 0 or -errno (-ETIMEDOUT, -EINTR: a
 * signal killed it).
 */
int task_finish(
	struct task *t, int status, const char *name, char *text, size_t size);

#endif
