/* SPDX-License-Identifier: MIT */
/* Containers that run, as the status document of tcrd has them. */
#include "supervisor/inside/container.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/signals.h"
#include "supervisor/client/doc.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IOPRIO_PROCESS 1 /* linux/ioprio.h */
#define STATE_MAX      32
#define AWAY_MS        10000 /* how long a tcrd may take to replace another */
#define AGAIN_MS       50

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
	if (doc_is(u->state, "frozen"))
		return out_fail(EXITCODE_NOT_RUNNING,
			"%s is frozen ('tcrctl thaw %s' lets it go on)",
			c->unit, c->unit);
	if (!cgroup_owns(c->unit, c->pid))
		return out_fail(
			EXITCODE_NOT_RUNNING, "%s has just ended", c->unit);
	return 0;
}

int container_find(const char *wrote, struct container *c)
{
	struct doc doc;
	struct doc_unit u;
	int rc = fetch_unit(&doc, wrote, &u);

	if (rc != 0)
		return rc;
	rc = take(&u, c);
	doc_done(&doc);
	return rc;
}

static void take_state(const struct doc_unit *u, struct container_state *s)
{
	const struct look *look = look_of(u->state);

	s->pid = u->pid > 0 ? (pid_t)u->pid : 0;
	s->moving = doc_is(u->state, "waiting") ||
		    doc_is(u->state, "starting") ||
		    doc_is(u->state, "stopping");
	s->ended = !s->moving && !look->up && !doc_is(u->state, "backoff");
	(void)doc_print(u->last_exit, s->last_exit, sizeof(s->last_exit));
	(void)doc_print(u->cause, s->cause, sizeof(s->cause));
}

int container_state(const char *unit, struct container_state *s)
{
	int64_t end = io_now_ms() + AWAY_MS;
	char full[UNIT_NAME_MAX + 16];
	struct doc doc;
	struct doc_unit u;
	int rc;

	(void)fmt_print(full, sizeof(full), "%s.container", unit);
	while ((rc = fetch_quietly(&doc)) < 0) {
		if (io_now_ms() > end)
			return rc;
		(void)poll(NULL, 0, AGAIN_MS);
	}
	rc = doc_find(&doc, full, &u) ? 0 : -ENOENT;
	if (rc == 0)
		take_state(&u, s);
	doc_done(&doc);
	return rc;
}

int container_look(const char *wrote, struct container_state *s)
{
	struct doc doc;
	struct doc_unit u;
	int rc = fetch_unit(&doc, wrote, &u);

	if (rc != 0)
		return rc;
	take_state(&u, s);
	doc_done(&doc);
	return 0;
}

bool container_has_file(const char *unit, const char *but)
{
	char path[PATH_MAX];

	for (const char *const *dir = paths_units(); *dir; dir++)
		if (fmt_print(path, sizeof(path), "%s/%s.container", *dir,
			    unit) > 0 &&
			!(but && strcmp(path, but) == 0) &&
			access(path, F_OK) == 0)
			return true;
	return false;
}

int container_exit_status(const char *last_exit)
{
	static const char exited[] = "exited with status ",
			  killed[] = "killed by ";
	char name[16];
	int sig;

	if (strncmp(last_exit, exited, strlen(exited)) == 0)
		return (int)text_digits(last_exit + strlen(exited), NULL, 10);
	if (strncmp(last_exit, killed, strlen(killed)) != 0)
		return -1;
	last_exit += strlen(killed);
	(void)fmt_print(name, sizeof(name), "%.*s",
		(int)strcspn(last_exit, " "), last_exit);
	sig = signals_parse(name);
	return 128 + (sig > 0 ? sig : SIGKILL);
}

void container_signal(const char *unit, int sig)
{
	struct container_state s;

	if (container_state(unit, &s) < 0 || s.pid == 0)
		return;
	autofd int process = (int)syscall(SYS_pidfd_open, s.pid, 0);
	/* Once it is open the pid cannot become another process'. */
	if (process >= 0 && cgroup_owns(unit, s.pid))
		(void)syscall(SYS_pidfd_send_signal, process, sig, NULL, 0);
}

/* crun ends with the same status for every reason, so this looks at its words;
 * what it does not know counts as not tried. */
int container_not_started(const char *verb, const char *why, const char *unit,
	const char *command)
{
	const char *time =
		strstr(why, "Z: "); /* with -t it puts the time first */

	if (strstr(why, "executable file"))
		return out_fail(EXITCODE_NO_COMMAND, "%s: %s has no '%s'", verb,
			unit, command);
	if (strstr(why, "execut") || strstr(why, "regular file"))
		return out_fail(EXITCODE_NOT_EXECUTABLE,
			"%s: '%s' of %s cannot be executed", verb, command,
			unit);
	why = time ? time + 3 : *why ? why : "crun failed";
	return out_fail(EXITCODE_NOT_TRIED, "%s: %.*s", verb,
		(int)strcspn(why, "\n\033"), why);
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
