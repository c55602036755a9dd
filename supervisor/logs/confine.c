/* SPDX-License-Identifier: MIT */
/*
 * As tcr-dns is confined (net/dns/drop.c), but in the root that there is: no
 * call that takes a path is allowed.
 */
#include "supervisor/logs/confine.h"

#include "init/filter.h"
#include "init/log.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USER 64054 /* outside what units and id maps use, as tcr-dns's is */

static int limit_calls(void)
{
	struct sock_filter filter[] = {
		FILTER_LOAD(arch),
		FILTER_SKIP(FILTER_ARCH, 1),
		FILTER_RETURN(KILL_PROCESS),
		FILTER_LOAD(nr),
		FILTER_ALLOW(pread64), /* rings */
		FILTER_ALLOW(sendto),
#ifdef SYS_poll
		FILTER_ALLOW(poll),
#endif
		FILTER_ALLOW(ppoll),
		FILTER_ALLOW(restart_syscall), /* poll, after a stop */
		FILTER_ALLOW(read), /* inotify, and the end of a connection */
		FILTER_ALLOW(connect),
		FILTER_ALLOW(close),
		FILTER_ALLOW(write), /* log lines */
		FILTER_ALLOW(exit_group),
		/* socket(AF_INET or AF_INET6, ...): any kind of these */
		FILTER_SKIP(SYS_socket, 1),
		FILTER_RETURN(KILL_PROCESS),
		FILTER_LOAD(args[0]),
		FILTER_SKIP(AF_INET, 2),
		FILTER_SKIP(AF_INET6, 1),
		FILTER_RETURN(KILL_PROCESS),
		FILTER_RETURN(ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(*filter), filter};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		return failed("limit system calls");
	return 0;
}

int confine(pid_t parent)
{
	const struct rlimit none = {0, 0};

	if (syscall(SYS_setgroups, 0, NULL) < 0 ||
		syscall(SYS_setresgid, USER, USER, USER) < 0 ||
		syscall(SYS_setresuid, USER, USER, USER) < 0)
		return failed("become user %d", USER);
	if (prlimit(0, RLIMIT_NPROC, &none, NULL) < 0 ||
		prlimit(0, RLIMIT_FSIZE, &none, NULL) < 0 ||
		prlimit(0, RLIMIT_CORE, &none, NULL) < 0)
		return failed("set limits");
	/* Another user's: the kernel has forgotten the signal. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return failed("forbid new privileges");
	if (getppid() != parent)
		return -ECANCELED;
	return limit_calls();
}
