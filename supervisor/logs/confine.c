/* SPDX-License-Identifier: MIT */
/*
 * As tcr-dns is confined (net/dns/drop.c), but in the root that there is: no
 * call that takes a path is allowed.
 */
#include "supervisor/logs/confine.h"

#include "init/log.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define USER 64054 /* outside what units and id maps use, as tcr-dns's is */

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "no system call list for this architecture"
#endif

#define LOAD(field)                                                            \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(what)       BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##what)
#define SKIP(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0)
#define ALLOW(name)                                                            \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), RETURN(ALLOW)

static int limit_calls(void)
{
	struct sock_filter filter[] = {
		LOAD(arch),
		SKIP(ARCH, 1),
		RETURN(KILL_PROCESS),
		LOAD(nr),
		ALLOW(pread64), /* rings */
		ALLOW(sendto),
#ifdef SYS_poll
		ALLOW(poll),
#endif
		ALLOW(ppoll),
		ALLOW(read), /* inotify, and the end of a connection */
		ALLOW(connect),
		ALLOW(close),
		ALLOW(write), /* log lines */
		ALLOW(exit_group),
		/* socket(AF_INET or AF_INET6, ...): any kind of these */
		SKIP(SYS_socket, 1),
		RETURN(KILL_PROCESS),
		LOAD(args[0]),
		SKIP(AF_INET, 2),
		SKIP(AF_INET6, 1),
		RETURN(KILL_PROCESS),
		RETURN(ALLOW),
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
