/* SPDX-License-Identifier: MIT */
/* Containers that run, as the status document of tcrd has them. */
#include "supervisor/inside/container.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/client/doc.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IOPRIO_PROCESS 1 /* linux/ioprio.h */
#define STATE_MAX      32

/* Takes the unit if it is a container that runs; else says what it is. */
static int take(const struct doc_unit *u, struct container *c)
{
	char state[STATE_MAX];

	(void)doc_print(u->unit, c->unit, sizeof(c->unit));
	(void)doc_print(u->state, state, sizeof(state));
	if (strcmp(c->unit + kind_stem(c->unit, strlen(c->unit)),
		    kind_suffix(UNIT_CONTAINER)) != 0)
		return out_fail(EXITCODE_FAILED, "%s is no container", c->unit);
	(void)look_name(u->unit, c->unit, sizeof(c->unit));
	if (u->pid <= 0)
		return out_fail(EXITCODE_NOT_RUNNING,
			"%s does not run: it is %s (see 'tcrctl status %s')",
			c->unit, state, c->unit);
	c->pid = (pid_t)u->pid;
	if (!cgroup_owns(c->unit, c->pid))
		return out_fail(
			EXITCODE_NOT_RUNNING, "%s has just ended", c->unit);
	return 0;
}

int container_find(const char *wrote, struct container *c)
{
	struct doc doc;
	struct doc_unit u;
	char *text;
	size_t len;
	int rc = fetch_document(&doc, &text, &len);

	if (rc != 0)
		return rc;
	rc = -1;
	while (rc < 0 && doc_next(&doc, &u))
		if (human_means_unit(wrote, u.unit.at, u.unit.len))
			rc = take(&u, c);
	if (rc < 0)
		rc = fetch_no_unit(&doc, wrote);
	doc_done(&doc);
	free(text);
	return rc;
}

void container_root(const struct container *c, char path[CONTAINER_ROOT_MAX])
{
	(void)fmt_print(path, CONTAINER_ROOT_MAX, "/proc/%d/root", (int)c->pid);
}

void container_schedule(const struct container *c)
{
	struct sched_param param;
	char path[CONTAINER_ROOT_MAX + 16], score[16];
	cpu_set_t set;
	int nice;
	long io = syscall(SYS_ioprio_get, IOPRIO_PROCESS, c->pid);
	long policy = syscall(SYS_sched_getscheduler, c->pid);

	/* musl's functions of these names only fail: they are per thread. */
	if (policy >= 0 && syscall(SYS_sched_getparam, c->pid, &param) == 0)
		(void)syscall(SYS_sched_setscheduler, 0, policy, &param);
	errno = 0; /* -1 is a nice value, too */
	nice = getpriority(PRIO_PROCESS, (id_t)c->pid);
	if (errno == 0)
		(void)setpriority(PRIO_PROCESS, 0, nice);
	if (sched_getaffinity(c->pid, sizeof(set), &set) == 0)
		(void)sched_setaffinity(0, sizeof(set), &set);
	if (io >= 0)
		(void)syscall(SYS_ioprio_set, IOPRIO_PROCESS, 0, io);
	(void)fmt_print(
		path, sizeof(path), "/proc/%d/oom_score_adj", (int)c->pid);
	if (io_read_file(AT_FDCWD, path, score, sizeof(score)) > 0)
		(void)io_write_file("/proc/self/oom_score_adj", score);
}
