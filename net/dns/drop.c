/* SPDX-License-Identifier: MIT */
/*
 * Drops privileges, in an order in which each step still has the privilege that
 * it needs.
 *
 * The root becomes an empty tmpfs that is mounted nowhere: fsmount(2) makes it,
 * chroot(2) enters it, and no path and no mount table has it.  A mount
 * namespace would be worse: its copies of the mounts would keep the image of
 * every stopped container busy.
 *
 * Namespaces for pid, ipc or uts would only hide what the list of system calls
 * denies anyway.  The list is below, with reasons; any other call ends the
 * process, and tcrd starts it again.
 *
 * There is one thread, so set*id(2) is called by syscall(2): libc's functions
 * would signal all threads.
 */
#include "net/dns/drop.h"

#include "init/filter.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/mount.h>

#define FILES_MAX  320        /* listeners, queries on their way, TCP */
#define MEMORY_MAX (16 << 20) /* bytes of address space */

static int empty_root(void)
{
	autofd int fs = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	autofd int root = -1;

	if (fs < 0)
		return failed("open a tmpfs for the empty root");
	if (syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "nr_inodes", "1",
		    0) < 0 ||
		syscall(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "mode", "0555",
			0) < 0 ||
		syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) <
			0)
		return failed("make a tmpfs for the empty root");
	root = (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC,
		MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV |
			MOUNT_ATTR_NOEXEC);
	if (root < 0)
		return failed("mount the empty root");
	if (syscall(SYS_fchdir, root) < 0 || chroot(".") < 0)
		return failed("enter the empty root");
	return 0;
}

static int drop_user(uid_t user)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {0};

	/* A number beyond the kernel's last capability fails with EINVAL. */
	for (unsigned long cap = 0; cap < 64; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0) {
			if (errno == EINVAL && cap > 0)
				break;
			return failed("drop capability %lu", cap);
		}
	if (syscall(SYS_setgroups, 0, NULL) < 0)
		return failed("drop groups");
	if (syscall(SYS_setresgid, user, user, user) < 0 ||
		syscall(SYS_setresuid, user, user, user) < 0)
		return failed("become user %u", user);
	if (syscall(SYS_capset, &head, none) < 0)
		return failed("drop capabilities");
	return 0;
}

/* Lowers a limit, soft and hard, to value at most. */
static int limit(int resource, rlim_t value)
{
	struct rlimit limit;

	if (prlimit(0, resource, NULL, &limit) < 0)
		return failed("read limit %d", resource);
	if (limit.rlim_max > value)
		limit.rlim_max = value;
	limit.rlim_cur = limit.rlim_max;
	if (prlimit(0, resource, &limit, NULL) < 0)
		return failed("set limit %d", resource);
	return 0;
}

static int limit_all(void)
{
	static const struct {
		int resource;
		rlim_t value;
	} limits[] = {
		{RLIMIT_NOFILE, FILES_MAX},
		{RLIMIT_NPROC, 0},
		{RLIMIT_FSIZE, 0},
		{RLIMIT_CORE, 0},
		{RLIMIT_MEMLOCK, 0},
		{RLIMIT_MSGQUEUE, 0},
		{RLIMIT_AS, MEMORY_MAX},
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(limits) / sizeof(*limits); i++)
		rc = limit(limits[i].resource, limits[i].value);
	return rc;
}

/* Ends the process unless a field has this value. */
#define NEED(field, value)                                                     \
	FILTER_LOAD(field), FILTER_SKIP(value, 1), FILTER_RETURN(KILL_PROCESS)

#define SOCKET_FLAGS (SOCK_CLOEXEC | SOCK_NONBLOCK)

/*
 * Frequent calls first.  The kernel caches which calls are allowed for all
 * arguments (since Linux 5.11), so these cost nothing.
 */
static int limit_calls(void)
{
	struct sock_filter filter[] = {
		FILTER_LOAD(arch),
		FILTER_SKIP(FILTER_ARCH, 1),
		FILTER_RETURN(KILL_PROCESS),
		/* Calls of x32 have bit 30 set, so they match none. */
		FILTER_LOAD(nr),
		FILTER_ALLOW(epoll_pwait),
#ifdef SYS_epoll_wait
		FILTER_ALLOW(epoll_wait), /* glibc uses it */
#endif
		FILTER_ALLOW(recvmmsg), /* clients over UDP */
		FILTER_ALLOW(sendmmsg),
		FILTER_ALLOW(recvfrom), /* upstreams, and clients over TCP */
		FILTER_ALLOW(sendto),
		FILTER_ALLOW(connect), /* to an upstream, or to AF_UNSPEC */
		FILTER_ALLOW(getrandom),
		FILTER_ALLOW(clock_gettime), /* if the vDSO does not have it */
		FILTER_ALLOW(epoll_ctl),
		FILTER_ALLOW(close),
		FILTER_ALLOW(accept4),
		FILTER_ALLOW(write), /* log lines */
		FILTER_ALLOW(read),  /* the signalfd */
		FILTER_ALLOW(exit_group),
		/* socket(AF_INET or AF_INET6, SOCK_DGRAM or SOCK_STREAM, 0) */
		FILTER_SKIP(SYS_socket, 1),
		BPF_STMT(BPF_JMP | BPF_JA, 12),
		FILTER_LOAD(args[0]),
		FILTER_SKIP(AF_INET, 2),
		FILTER_SKIP(AF_INET6, 1),
		FILTER_RETURN(KILL_PROCESS),
		NEED(args[2], 0),
		FILTER_LOAD(args[1]),
		FILTER_WHEN(SOCK_DGRAM | SOCKET_FLAGS),
		FILTER_RETURN(ALLOW),
		FILTER_WHEN(SOCK_STREAM | SOCKET_FLAGS),
		FILTER_RETURN(ALLOW),
		/* setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, ...) */
		FILTER_LOAD(nr),
		FILTER_SKIP(SYS_setsockopt, 1),
		FILTER_RETURN(KILL_PROCESS),
		NEED(args[1], IPPROTO_IP),
		NEED(args[2], IP_MTU_DISCOVER),
		FILTER_RETURN(ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(*filter), filter};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		return failed("limit system calls");
	return 0;
}

int dns_drop(uid_t user)
{
	int rc = 0;

	if (geteuid() == 0)
		rc = empty_root();
	else
		log_warn("started as user %u: keeps this user and its root "
			 "directory",
			geteuid());
	if (rc == 0 && geteuid() == 0)
		rc = drop_user(user);
	if (rc == 0)
		rc = limit_all();
	if (rc < 0)
		return rc;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ||
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return failed("forbid new privileges");
	return limit_calls();
}
