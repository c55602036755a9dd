/* SPDX-License-Identifier: MIT */
/*
 * Forked children with a deadline.  tcrd itself never blocks; work that may
 * block runs in a task, which can be killed.  Descriptors of tcrd are
 * close-on-exec, so no program that a task executes has them.
 */
#include "supervisor/base/task.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARNING '\1' /* before a line of a task that is a warning */

void task_clean_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

void task_cloexec_from(unsigned fd)
{
	/* Linux 5.11; Debian 12's musl has no name for it. */
	if (syscall(SYS_close_range, fd, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
		log_warn("close_range: %s", strerror(errno));
}

/* Writes a line that the task logs to its output. */
static void put(enum log_level level, const char *line, size_t len)
{
	if (level == LOG_LEVEL_WARN)
		(void)io_write_all(STDERR_FILENO, &(char){WARNING}, 1);
	(void)io_write_all(STDERR_FILENO, line, len);
}

static _Noreturn void run(
	struct task *t, int (*fn)(const void *arg), const void *arg, pid_t us)
{
	int null;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != us)
		_exit(ECANCELED); /* tcrd ended before prctl(2) */
	task_clean_signals();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		(void)dup2(null, STDIN_FILENO);
		(void)dup2(null, STDOUT_FILENO);
	}
	(void)dup2(t->output, STDERR_FILENO);
	log_divert(put);
	log_init(NULL, LOG_LEVEL_INFO);
	_exit(-fn(arg) & 0xff);
}

int task_start(struct task *t, int (*fn)(const void *arg), const void *arg,
	int64_t limit_ms)
{
	autofd int output = memfd_create("task", MFD_CLOEXEC);
	pid_t us = getpid();
	pid_t pid;

	if (output < 0)
		return failed("memfd_create");
	t->output = output;
	pid = _Fork(); /* fork(3) takes the C library's locks, for threads */
	if (pid < 0)
		return failed("fork");
	if (pid == 0)
		run(t, fn, arg, us);
	t->pid = pid;
	t->output = take_fd(&output);
	t->deadline_ms = io_now_ms() + limit_ms;
	t->overdue = false;
	t->quiet = false;
	return 0;
}

bool task_expire(struct task *t, int64_t now_ms)
{
	if (t->pid == 0 || t->overdue || now_ms < t->deadline_ms)
		return false;
	t->overdue = true;
	(void)kill(t->pid, SIGKILL);
	return true;
}

/*
 * Logs the output line by line, unless quiet, and copies the last line that is
 * no warning to text: the task went on after a warning.  A container may have
 * written it, or crun quotes a container: it is cleaned.
 */
static void report(int output, const char *name, bool bad, bool quiet,
	char *text, size_t size)
{
	char buf[TASK_TEXT_MAX];
	off_t end = lseek(output, 0, SEEK_END);
	off_t at = end > TASK_TEXT_MAX - 1 ? end - (TASK_TEXT_MAX - 1) : 0;
	ssize_t len = pread(output, buf, sizeof(buf) - 1, at);
	char *save = NULL;

	text[0] = 0;
	if (len <= 0)
		return;
	buf[len] = 0;
	for (char *line = strtok_r(buf, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		bool warning = *line == WARNING;
		size_t n;

		line += warning;
		n = utf8_clean(line, strlen(line));
		line[n] = 0;
		if (!warning)
			(void)fmt_print(text, size, "%s", line);
		if (quiet)
			continue;
		if (warning)
			log_warn("%s: %s", name, line);
		else if (bad)
			log_err("%s: %s", name, line);
		else
			log_info("%s: %s", name, line);
	}
}

int task_finish(
	struct task *t, int status, const char *name, char *text, size_t size)
{
	int rc = WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;

	report(t->output, name, rc < 0, t->quiet, text, size);
	if (t->overdue) {
		strncpy(text, "took too long", size - 1);
		text[size - 1] = 0;
		rc = -ETIMEDOUT;
	}
	close(t->output);
	*t = (struct task){.output = -1};
	return rc;
}
