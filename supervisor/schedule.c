/* SPDX-License-Identifier: MIT */
/* What a container inherits from the task that becomes crun. */
#include "supervisor/schedule.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/units/extras.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IOPRIO_PROCESS     1 /* linux/ioprio.h */
#define IOPRIO_CLASS_SHIFT 13
#define IOPRIO_USUAL       4
#define IOPRIO_BE          2

/* A list like "0-3,5", checked when the unit was read. */
static int set_affinity(const char *list)
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
	return sched_setaffinity(0, sizeof(set), &set);
}

static int set_policy(const struct unit_extras *e)
{
	struct sched_param param = {0};

	if (e->sched_policy.n == SCHED_FIFO || e->sched_policy.n == SCHED_RR)
		param.sched_priority =
			e->sched_priority.set ? e->sched_priority.n : 1;
	/* musl has no sched_setscheduler(): it is a thread's, not a process' */
	return (int)syscall(
		SYS_sched_setscheduler, 0, e->sched_policy.n, &param);
}

static int set_io(const struct unit_extras *e)
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
	const struct unit_extras *e = extras_of(conf);
	char score[16];
	int rc;

	/* Not tcrd's -900; crun 1.8.1 takes 0 in config.json for none. */
	(void)fmt_print(score, sizeof(score), "%d", e->oom_score.n);
	rc = io_write_file("/proc/self/oom_score_adj", score);
	if (rc < 0 && e->oom_score.set) {
		errno = -rc;
		return failed("OOMScoreAdjust=%s", score);
	}
	if (e->nice.set && setpriority(PRIO_PROCESS, 0, e->nice.n) < 0)
		return failed("Nice=%d", e->nice.n);
	if (e->affinity && set_affinity(e->affinity) < 0)
		return failed("CPUAffinity=%s", e->affinity);
	if ((e->io_class.set || e->io_priority.set) && set_io(e) < 0)
		return failed("IOSchedulingClass=");
	if (e->sched_policy.set && set_policy(e) < 0)
		return failed("CPUSchedulingPolicy=");
	return 0;
}
