/* SPDX-License-Identifier: MIT */
/*
 * Starts long-lived programs of the device itself (tcr-dns, udhcpc).  clone3(2)
 * makes the child in its cgroup (CLONE_INTO_CGROUP, Linux 5.7).  Moving it
 * there later costs 10 ms, and a tcrd that starts after a crash would not find
 * a child that was not moved yet.
 */
#include "supervisor/base/daemon.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/task.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int text_file(const char *text, size_t len)
{
	autofd int fd = memfd_create("stdin", MFD_CLOEXEC);

	if (fd < 0)
		return failed("memfd_create");
	if (io_write_all(fd, text, len) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return failed("write configuration");
	return take_fd(&fd);
}

static _Noreturn void become(
	char *const argv[], int input, int output, unsigned (*hand_on)(void))
{
	task_clean_signals();
	(void)setsid();
	if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
		_exit(126);
	task_cloexec_from(hand_on ? hand_on() : 3);
	(void)execv(argv[0], argv);
	log_divert(NULL);
	(void)failed("execute %s", argv[0]);
	_exit(127);
}

pid_t daemon_spawn(const char *unit, char *const argv[], const char *input,
	size_t len, int output, unsigned (*hand_on)(void))
{
	autofd int group = cgroup_open(unit);
	autofd int in = text_file(input, len);
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)group,
	};
	long pid;

	if (group < 0)
		return group;
	if (in < 0)
		return in;
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (pid < 0)
		return failed("%s: clone into cgroup", unit);
	if (pid == 0)
		become(argv, in, output, hand_on);
	return (pid_t)pid;
}
