/* SPDX-License-Identifier: MIT */
/*
 * Run in a container: does what programs do, and what they should not be able
 * to.  Prints a line "NAME RESULT" each, RESULT being ok or the errno's name.
 */
#include <errno.h>
#include <linux/fs.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	int number;
	const char *name;
} errors[] = {
	{EPERM, "EPERM"},
	{ENOSYS, "ENOSYS"},
	{EAFNOSUPPORT, "EAFNOSUPPORT"},
	{EPROTONOSUPPORT, "EPROTONOSUPPORT"},
};

static void say(const char *name, long result)
{
	const char *text = result < 0 ? strerror(errno) : "ok";

	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (result < 0 && errors[i].number == errno)
			text = errors[i].name;
	printf("%s %s\n", name, text);
	fflush(stdout);
}

static void *thread(void *arg)
{
	return arg;
}

static long threads(void)
{
	pthread_t id;
	void *got = NULL;

	errno = pthread_create(&id, NULL, thread, &id);
	if (errno)
		return -1;
	pthread_join(id, &got);
	return got == &id ? 0 : -1;
}

static long children(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(7);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WEXITSTATUS(status) == 7 ? 0 : -1;
}

/* A connection to ourselves over lo. */
static long loopback(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (server < 0 || client < 0 ||
		bind(server, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(server, 1) < 0 ||
		getsockname(server, (struct sockaddr *)&at, &len) < 0 ||
		connect(client, (struct sockaddr *)&at, sizeof(at)) < 0)
		return -1;
	return accept(server, NULL, NULL);
}

static long clone_newuser(void)
{
	long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	return pid;
}

int main(void)
{
	int pair[2];
	long args[11] = {0};

	say("fork", children());
	say("threads", threads());
	say("loopback", loopback());
	say("unix", socket(AF_UNIX, SOCK_DGRAM, 0));
	say("inet6", socket(AF_INET6, SOCK_DGRAM, 0));
	say("rtnetlink", socket(AF_NETLINK, SOCK_RAW, 0));
	say("sock-diag", socket(AF_NETLINK, SOCK_RAW, 4));
	say("uevent", socket(AF_NETLINK, SOCK_RAW, 15));
	say("generic", socket(AF_NETLINK, SOCK_RAW, 16));
	say("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	say("getrandom", syscall(SYS_getrandom, args, sizeof(args), 0));
	say("exec-map",
		mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
			? -1
			: 0);
	say("personality", personality(0xffffffff));

	say("audit", socket(AF_NETLINK, SOCK_RAW, 9));
	say("connector", socket(AF_NETLINK, SOCK_RAW, 11));
	say("netfilter", socket(AF_NETLINK, SOCK_RAW, 12));
	say("can", socket(AF_CAN, SOCK_RAW, 1));
	say("bluetooth", socket(AF_BLUETOOTH, SOCK_RAW, 1));
	say("packet", socket(AF_PACKET, SOCK_RAW, 0));
	say("vsock", socket(40, SOCK_STREAM, 0));
	say("alg", socket(AF_ALG, SOCK_SEQPACKET, 0));
	say("high-bits", syscall(SYS_socket, 1L << 32 | AF_ALG, 5, 0));
	say("high-unix", syscall(SYS_socket, 1L << 32 | AF_NETLINK, SOCK_RAW,
				 1L << 32 | 9));
	say("clone-user", clone_newuser());
	say("clone3", syscall(SYS_clone3, args, sizeof(args)));
	say("unshare", unshare(CLONE_NEWUSER));
	say("mount", syscall(SYS_mount, "none", "/", "tmpfs", 0, 0));
	say("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
	say("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 0));
	say("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
	say("bpf", syscall(SYS_bpf, 0, args, sizeof(args)));
	say("io-uring", syscall(SYS_io_uring_setup, 1, args));
	say("userfaultfd", syscall(SYS_userfaultfd, 1));
	say("perf", syscall(SYS_perf_event_open, args, 0, -1, -1, 0));
	say("handle", syscall(SYS_open_by_handle_at, -1, args, 0));
	say("project", ioctl(-1, FS_IOC_FSSETXATTR, args));
	say("flags", ioctl(-1, FS_IOC_SETFLAGS, args));
	say("high-flags",
		syscall(SYS_ioctl, -1, 1L << 32 | FS_IOC_SETFLAGS, args));
	say("module", syscall(SYS_init_module, args, 0, ""));
	say("reboot", syscall(SYS_reboot, 0, 0, 0, 0));
	return 0;
}
