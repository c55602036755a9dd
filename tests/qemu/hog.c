/* SPDX-License-Identifier: MIT */
/*
 * A container that takes all that it can get of one thing, and never stops
 * trying; and its neighbour, which wants little and looks whether it still gets
 * it.  For tests of what one container may do to a device.
 *
 *	hog THING     takes it: see the tables below
 *	hog hold MB   has so much memory, uses it ten times a second with a few
 *	              kernel objects, and tells the longest wait and what failed
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (64 << 10)
#define HUGE  (2UL << 20)

static char block[BLOCK];

static const struct {
	const char *name, *path;
} files[] = {{"root", "/var/log/hog"}, {"tmp", "/tmp/hog"},
	{"devshm", "/dev/shm/hog"}, {"volume", "/data/hog"}};

static const char *path_of(const char *name)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (!strcmp(files[i].name, name))
			return files[i].path;
	return NULL;
}

static const char *path;

static int take_file(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	return fd < 0 || write(fd, block, BLOCK) <= 0 ? -1 : 0;
}

static int take_memfd(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("hog", 0);
	return fd < 0 || write(fd, block, BLOCK) <= 0 ? -1 : 0;
}

static int take_anon(void)
{
	char *p = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	memset(p, 1, BLOCK);
	return 0;
}

/* Each page of page tables maps one page, the same for all: that of zeros. */
static int take_tables(void)
{
	static char *at, *end;

	if (at == end) {
		at = mmap(NULL, HUGE << 10, PROT_READ,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (at == MAP_FAILED)
			return at = end = NULL, -1;
		(void)madvise(at, HUGE << 10, MADV_NOHUGEPAGE);
		end = at + (HUGE << 10);
	}
	(void)*(volatile char *)at;
	at += HUGE;
	return 0;
}

static int take_pipe(void)
{
	int fds[2];

	if (pipe2(fds, O_NONBLOCK) < 0)
		return -1;
	(void)fcntl(fds[1], F_SETPIPE_SZ, 1 << 20);
	while (write(fds[1], block, BLOCK) > 0)
		;
	return 0;
}

static int take_unix(void)
{
	int fds[2], size = 1 << 20;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) < 0)
		return -1;
	(void)setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	while (write(fds[0], block, BLOCK) > 0)
		;
	return 0;
}

/* To itself, and never read. */
static int take_udp(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(to);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 1 << 20;

	if (fd < 0 || bind(fd, (struct sockaddr *)&to, len) < 0 ||
		getsockname(fd, (struct sockaddr *)&to, &len) < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	for (int i = 0; i < 16; i++)
		(void)sendto(fd, block, 60000, 0, (struct sockaddr *)&to, len);
	return 0;
}

static int take_shm(void)
{
	int id = shmget(IPC_PRIVATE, 1 << 20, IPC_CREAT | 0600);
	char *p = id < 0 ? (void *)-1 : shmat(id, NULL, 0);

	if (p == (void *)-1)
		return -1;
	memset(p, 1, 1 << 20);
	(void)shmdt(p);
	return 0;
}

static int take_msg(void)
{
	struct {
		long type;
		char text[8000];
	} message = {.type = 1};
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);

	if (id < 0)
		return -1;
	while (msgsnd(id, &message, sizeof(message.text), IPC_NOWAIT) == 0)
		;
	return 0;
}

static int take_mq(void)
{
	static int n;
	struct mq_attr attr = {.mq_maxmsg = 10, .mq_msgsize = 8192};
	char name[32];
	mqd_t q;

	(void)snprintf(name, sizeof(name), "/hog%d", n++);
	q = mq_open(name, O_CREAT | O_RDWR | O_NONBLOCK, 0600, &attr);
	if (q == (mqd_t)-1)
		return -1;
	while (mq_send(q, block, 8192, 0) == 0)
		;
	return 0;
}

static int take_inotify(void)
{
	static const char *const places[] = {"/", "/bin", "/etc", "/var"};
	int fd = inotify_init1(IN_NONBLOCK), rc = fd;

	for (int i = 0; i < 4 && rc >= 0; i++)
		rc = inotify_add_watch(fd, places[i], IN_ALL_EVENTS);
	return rc < 0 ? -1 : 0;
}

static int take_epoll(void)
{
	static int fds[512];
	struct epoll_event event = {.events = EPOLLIN};
	int fd = epoll_create1(0), rc = 0;

	for (int i = 0; i < 512 && fd >= 0 && rc == 0; i++) {
		int end[2];

		if (!fds[i] && pipe(end) == 0)
			fds[i] = end[0];
		rc = epoll_ctl(fd, EPOLL_CTL_ADD, fds[i], &event);
	}
	return fd < 0 ? fd : rc;
}

static int take_pty(void)
{
	int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return -1;
	while (write(fd, block, 1024) > 0)
		;
	return 0;
}

/* A process that has all that it may have makes another one. */
static int take_files(void)
{
	if (open("/dev/null", O_RDWR) >= 0)
		return 0;
	if (errno != EMFILE)
		return -1;
	switch (fork()) {
	case -1:
		return -1;
	case 0:
		return (int)syscall(SYS_close_range, 3, ~0U, 0);
	default:
		for (;;)
			(void)pause();
	}
}

static int take_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			(void)pause();
	return pid < 0 ? -1 : 0;
}

static int take_signals(void)
{
	union sigval value = {0};

	return sigqueue(getpid(), SIGRTMIN, value);
}

static const struct {
	const char *name;
	int (*take)(void);
} things[] = {{"memfd", take_memfd}, {"anon", take_anon},
	{"tables", take_tables}, {"pipe", take_pipe}, {"unix", take_unix},
	{"udp", take_udp}, {"shm", take_shm}, {"msg", take_msg},
	{"mq", take_mq}, {"inotify", take_inotify}, {"epoll", take_epoll},
	{"pty", take_pty}, {"files", take_files}, {"fork", take_fork},
	{"signals", take_signals}};

static long long now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void look(bool bad, const char *what)
{
	static char told[256];

	if (!bad || strstr(told, what))
		return;
	(void)snprintf(
		told + strlen(told), sizeof(told) - strlen(told), "%s ", what);
	(void)printf("cannot: %s: %s\n", what, strerror(errno));
}

/* Each of these has a counter somewhere that all containers share. */
static void need(void)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct sigevent none = {.sigev_notify = SIGEV_NONE};
	struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 256};
	int file = open("/etc/passwd", O_RDONLY), fds[2] = {-1, -1};
	int group = epoll_create1(0), watch = inotify_init1(0);
	int terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	mqd_t queue = mq_open("/mine", O_CREAT | O_RDWR, 0600, &attr);
	timer_t timer;
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	look(child < 0, "fork");
	look(child > 0 && waitpid(child, NULL, 0) < 0, "wait");
	look(file < 0, "open");
	look(pipe(fds) < 0, "pipe");
	look(epoll_ctl(group, EPOLL_CTL_ADD, fds[0], &event) < 0, "epoll");
	look(watch < 0 || inotify_add_watch(watch, "/etc", IN_MODIFY) < 0,
		"inotify");
	look(terminal < 0, "pty");
	look(queue == (mqd_t)-1, "mq");
	look(timer_create(CLOCK_MONOTONIC, &none, &timer) < 0, "timer");
	(void)timer_delete(timer);
	close(file);
	close(fds[0]);
	close(fds[1]);
	close(group);
	close(watch);
	close(terminal);
	mq_close(queue);
}

static void hold(size_t bytes)
{
	char *memory = malloc(bytes);
	long long worst = 300, last;

	memset(memory, 1, bytes);
	(void)printf("holding\n");
	for (;;) {
		last = now_ms();
		(void)poll(NULL, 0, 100);
		for (size_t i = 0; i < bytes; i += 4096)
			memory[i]++;
		need();
		last = now_ms() - last;
		if (last > worst)
			(void)printf("waited %lld ms\n", worst = last);
	}
}

static int (*taker(const char *name))(void)
{
	path = path_of(name);
	if (path)
		return take_file;
	for (size_t i = 0; i < sizeof(things) / sizeof(*things); i++)
		if (!strcmp(name, things[i].name))
			return things[i].take;
	return NULL;
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	int (*take)(void) = taker(name);
	struct rlimit limit;
	long long n = 0, told = -1;
	sigset_t set;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	memset(block, 'x', sizeof(block));
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	if (argc == 3 && !strcmp(name, "hold"))
		hold(strtoul(argv[2], NULL, 10) << 20);
	if (!take || getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 2;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	for (;;) {
		if (take() == 0) {
			n++;
			continue;
		}
		if (n != told)
			(void)printf("%s: %lld, then %s\n", name, told = n,
				strerror(errno));
		(void)poll(NULL, 0, 20);
	}
}
