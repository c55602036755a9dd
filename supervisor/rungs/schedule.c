/* SPDX-License-Identifier: MIT */
/*
 * Scheduling that a container inherits from the task that becomes crun.
 * CPUAffinity= has to be set from outside, too, as crun resets the inherited
 * processors from 1.9.2 on.  That is done between `crun create` and `crun
 * start`, before the program runs: a program may count its processors first of
 * all.
 */
#include "supervisor/rungs/schedule.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define IOPRIO_PROCESS     1 /* linux/ioprio.h */
#define IOPRIO_CLASS_SHIFT 13
#define IOPRIO_USUAL       4
#define IOPRIO_BE          2

/* The list is like "0-3,5", checked when the unit was read. */
static int set_affinity(pid_t pid, const char *list)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	while (*list) {
		const char *end;
		uint64_t first = text_digits(list, &end, 10), last = first;

		if (*end == '-')
			last = text_digits(end + 1, &end, 10);
		for (; first <= last && first < CPU_SETSIZE; first++)
			CPU_SET(first, &set);
		list = end + (*end == ',');
	}
	return sched_setaffinity(pid, sizeof(set), &set);
}

static int set_policy(const struct unit_rights *e)
{
	struct sched_param param = {0};

	if (e->sched_policy.n == SCHED_FIFO || e->sched_policy.n == SCHED_RR)
		param.sched_priority =
			e->sched_priority.set ? e->sched_priority.n : 1;
	/* musl's sched_setscheduler() only fails: the call is per thread. */
	return (int)syscall(
		SYS_sched_setscheduler, 0, e->sched_policy.n, &param);
}

static int set_io(const struct unit_rights *e)
{
	int class = e->io_class.set ? e->io_class.n : IOPRIO_BE;
	int level = e->io_priority.set ? e->io_priority.n : IOPRIO_USUAL;

	/* "none" and "idle" have no levels. */
	if (class != 1 && class != IOPRIO_BE)
		level = 0;
	return (int)syscall(SYS_ioprio_set, IOPRIO_PROCESS, 0,
		class << IOPRIO_CLASS_SHIFT | level);
}

int schedule_apply(const struct unit_conf *conf)
{
	const struct unit_rights *e = rights_of(conf->rights);
	char score[16];
	int rc;

	/* Without this it would be tcrd's -900: crun 1.8.1 ignores a 0. */
	(void)fmt_print(score, sizeof(score), "%d", e->oom_score.n);
	rc = io_write_file("/proc/self/oom_score_adj", score);
	if (rc < 0 && e->oom_score.set) {
		errno = -rc;
		return failed("OOMScoreAdjust=%s", score);
	}
	if (e->nice.set && setpriority(PRIO_PROCESS, 0, e->nice.n) < 0)
		return failed("Nice=%d", e->nice.n);
	if (e->affinity && set_affinity(0, e->affinity) < 0)
		return failed("CPUAffinity=%s", e->affinity);
	if ((e->io_class.set || e->io_priority.set) && set_io(e) < 0)
		return failed("IOSchedulingClass=");
	if (e->sched_policy.set && set_policy(e) < 0)
		return failed("CPUSchedulingPolicy=");
	return 0;
}

/* Executes a program; returns only on failure. */
static int become(char *argv[], char *env[])
{
	(void)execvpe(argv[0], argv, env);
	return failed("execute %s (is it installed?)", argv[0]);
}

/* Runs a program in a child that ends with this task, and waits for it. */
static int run(char *argv[], char *env[])
{
	pid_t us = getpid(), pid = _Fork();
	int status;

	if (pid < 0)
		return failed("fork");
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(getppid() == us ? -become(argv, env) : ECANCELED);
	}
	if (waitpid(pid, &status, 0) < 0)
		return failed("wait for %s", argv[0]);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

int schedule_exec(const struct unit_conf *conf, const char *pid_file,
	char *argv[], char *env[])
{
	const char *list = rights_of(conf->rights)->affinity, *end;
	char **verb = argv, **detach, *name, text[32];
	int rc;

	if (!list)
		return become(argv, env);
	while (strcmp(*verb, "run") != 0)
		verb++;
	for (detach = verb; strcmp(*detach, "--detach") != 0; detach++)
		;
	name = detach[1];
	verb[0] = (char[]){"create"};
	detach[0] = name;
	detach[1] = NULL;
	rc = run(argv, env);
	if (rc < 0)
		return rc;
	rc = (int)io_read_file(AT_FDCWD, pid_file, text, sizeof(text));
	errno = rc < 0 ? -rc : 0;
	if (rc < 0 ||
		set_affinity((pid_t)text_digits(text, &end, 10), list) < 0)
		return failed("CPUAffinity=%s", list);
	verb[0] = (char[]){"start"};
	verb[1] = name;
	verb[2] = NULL;
	return become(argv, env);
}
