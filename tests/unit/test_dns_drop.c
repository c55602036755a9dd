/* SPDX-License-Identifier: MIT */
/*
 * After the drop, what tcr-dns does not do ends it.
 * Links: net/dns/drop.c init/fmt.c init/io.c init/log.c
 */
#include "net/dns/drop.h"
#include "tests/unit/tap.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define USER 64053

/* As _exit(), in which the sanitizer makes calls of its own. */
static void leave(int status)
{
	(void)syscall(SYS_exit_group, status);
}

/* How a child ends that drops all and then makes this call. */
static int after_drop(void (*call)(void))
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (null < 0 || dup2(null, STDERR_FILENO) < 0 ||
			dns_drop(USER) < 0)
			leave(99);
		call();
		leave(0);
	}
	(void)waitpid(pid, &status, 0);
	return status;
}

static void call_nothing(void)
{
}

static void call_udp(void)
{
	int type = SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fd = socket(AF_INET, type, 0), whole = IP_PMTUDISC_OMIT;
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	char bytes[8];

	if (fd < 0 ||
		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &whole,
			sizeof(whole)) < 0 ||
		connect(fd, &none, sizeof(none)) < 0 ||
		recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) >= 0 ||
		syscall(SYS_getrandom, bytes, sizeof(bytes), 0) < 0 ||
		close(fd) < 0)
		leave(1);
}

static void call_tcp(void)
{
	int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;

	if (socket(AF_INET, type, 0) < 0)
		leave(1);
}

static void call_open(void)
{
	(void)open("/", O_RDONLY | O_CLOEXEC);
}

static void call_execve(void)
{
	(void)syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static void call_fork(void)
{
	(void)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void call_mmap(void)
{
	(void)mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void call_kill(void)
{
	(void)kill(getppid(), 0);
}

static void call_prctl(void)
{
	(void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void call_unshare(void)
{
	(void)unshare(CLONE_NEWUSER);
}

static void call_bind(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET};

	(void)bind(0, (struct sockaddr *)&at, sizeof(at));
}

static void call_setsockopt(void)
{
	(void)setsockopt(0, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2);
}

static void call_unix(void)
{
	(void)socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static void call_netlink(void)
{
	(void)socket(AF_NETLINK, SOCK_RAW, 0);
}

static void call_raw(void)
{
	(void)socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static void call_protocol(void)
{
	(void)socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		IPPROTO_ICMP);
}

static void is_killed(void (*call)(void), const char *name)
{
	int status = after_drop(call);

	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS,
		"%s ends it (status %#x)", name, status);
}

int main(void)
{
	is_int(after_drop(call_nothing), 0, "the drop succeeds");
	is_int(after_drop(call_udp), 0, "it may ask over UDP");
	is_int(after_drop(call_tcp), 0, "and over TCP");
	is_killed(call_open, "open");
	is_killed(call_execve, "execve");
	is_killed(call_fork, "clone");
	is_killed(call_mmap, "mmap");
	is_killed(call_kill, "kill");
	is_killed(call_prctl, "prctl");
	is_killed(call_unshare, "unshare");
	is_killed(call_bind, "bind");
	is_killed(call_setsockopt, "another socket option");
	is_killed(call_unix, "a unix socket");
	is_killed(call_netlink, "a netlink socket");
	is_killed(call_raw, "a raw socket");
	is_killed(call_protocol, "a ping socket");
	return done_testing();
}
