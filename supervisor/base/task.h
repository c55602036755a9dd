/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_TASK_H
#define SUPERVISOR_BASE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TASK_TEXT_MAX 512 /* of what a task says, the end is kept */

/*
 * A task: a forked child with a deadline, for whatever may block or reads bytes
 * that we did not write.  Its exit status is an errno, its fd 2 is what it has
 * to say.  It dies with tcrd (PR_SET_PDEATHSIG) and has clean signals.
 */
struct task {
	pid_t pid;           /* 0: none under way */
	int output;          /* memfd behind its fd 2 */
	int64_t deadline_ms; /* then it is killed */
	bool overdue;        /* it was */
	bool quiet;          /* what it says is not logged */
};

/*
 * Runs fn(arg) in a child; its return value (0 or -errno) is the exit status.
 * It may exec.  0 or -errno after a log line.
 */
int task_start(struct task *t, int (*fn)(const void *arg), const void *arg,
	int64_t limit_ms);

/* Kills it if its time is over; true once. */
bool task_expire(struct task *t, int64_t now_ms);

/*
 * In a child: no signal blocked.  That outlives exec, as an ignored one does;
 * but tcrd ignores none.
 */
void task_clean_signals(void);

/* In a child: nothing from descriptor fd on survives exec. */
void task_cloexec_from(unsigned fd);

/*
 * The child ended with a waitpid(2) status.  Logs its lines under name, puts
 * the last one in text (size > 0; "" when it said nothing).  Returns 0 or
 * -errno.
 */
int task_finish(
	struct task *t, int status, const char *name, char *text, size_t size);

#endif
