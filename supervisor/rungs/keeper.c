/* SPDX-License-Identifier: MIT */
/*
 * The keeper of a container's streams.  It waits in one poll(2) and blocks
 * nowhere else.  It reads the container's output only when the log, and the
 * tcrctl that has started the container, have room for it; any other tcrctl
 * loses what it has no room for, so that none can stop a container.  The keeper
 * ends when the container's processes have closed their ends, which is when
 * they have ended.
 */
#include "supervisor/rungs/keeper.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/frame.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/peer.h"
#include "supervisor/base/task.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 8
#define WAIT_MS     10000
#define CONSOLE     "console"

/* The keeper's descriptors when it begins; 1 and 2 are logs. */
enum {
	IN,         /* the container's standard input */
	LOG_OUT,    /* where its output is logged */
	LOG_ERR,    /* where its errors are logged */
	LISTENER,   /* units/NAME/attach */
	OUT,        /* its standard output, or the socket "console" */
	ERR,        /* its standard error, or a pidfd of crun */
	DESCRIPTORS /* how many there are */
};

struct client {
	int fd;   /* -1: none */
	bool own; /* it has started the container */
};

static struct {
	char kind; /* enum unit_attach */
	bool terminal;
	int in, out, err; /* -1: ended */
	struct client clients[CLIENTS_MAX];
	char input[FRAME_MAX]; /* not yet taken by the container */
	size_t len, sent;
	bool ends;       /* the input ends after that */
	int64_t wait_ms; /* until when nothing is read; 0: it is */
} self;

/* Whether a write will not block; true for a descriptor that is broken. */
static bool has_room(int fd)
{
	struct pollfd p = {fd, POLLOUT, 0};

	return poll(&p, 1, 0) != 0;
}

/* A descriptor that must have room before output is read; -1: all have. */
static int find_full(void)
{
	for (int fd = LOG_OUT; fd <= LOG_ERR; fd++)
		if (!has_room(fd))
			return fd;
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (self.clients[i].own && self.clients[i].fd >= 0 &&
			!has_room(self.clients[i].fd))
			return self.clients[i].fd;
	return -1;
}

static void close_input(void)
{
	if (self.in >= 0 && !self.terminal)
		close(self.in);
	self.in = -1;
}

static void write_input(void)
{
	ssize_t n = self.in < 0 ? -1
				: write(self.in, self.input + self.sent,
					  self.len - self.sent);

	if (n > 0)
		self.sent += (size_t)n;
	if (n < 0 && (self.in < 0 || (errno != EAGAIN && errno != EINTR))) {
		close_input();
		self.sent = self.len;
	}
	if (self.sent < self.len)
		return;
	self.len = self.sent = 0;
	if (self.ends)
		close_input();
}

static void leave(struct client *c)
{
	/* As the end of a pipe: whoever reads input waits no longer. */
	if (c->own && !self.terminal) {
		self.ends = true;
		write_input();
	}
	close(c->fd);
	c->fd = -1;
}

static void take_frame(struct client *c)
{
	char frame[1 + FRAME_MAX];
	ssize_t n = recv(c->fd, frame, sizeof(frame), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		leave(c);
		return;
	}
	n--;
	if (frame[0] == FRAME_OWN && n == 1) {
		/* Not before: until then it loses what it has no room for. */
		c->own = frame[1] == 1;
		self.wait_ms = 0;
	} else if (frame[0] == FRAME_SIZE) {
		if (self.terminal && n == sizeof(struct winsize))
			(void)ioctl(self.out, TIOCSWINSZ, frame + 1);
	} else if (frame[0] == FRAME_IN || frame[0] == FRAME_END) {
		self.ends |= frame[0] == FRAME_END && !self.terminal;
		self.len = (size_t)n;
		memcpy(self.input, frame + 1, self.len);
		write_input();
	}
}

static void take_client(void)
{
	autofd int fd =
		accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *c = self.clients;

	while (c < self.clients + CLIENTS_MAX && c->fd >= 0)
		c++;
	/* Who is told no kind shows the log. */
	if (c == self.clients + CLIENTS_MAX || fd < 0 || peer_root(fd) < 0 ||
		send(fd, (char[]){FRAME_KIND, self.kind}, 2,
			MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return;
	*c = (struct client){.fd = take_fd(&fd)};
}

/* Writes to the log, of a terminal without the \r of each line's end. */
static void write_log(int fd, char *text, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < len; i++)
		if (text[i] != '\r' || !self.terminal)
			text[kept++] = text[i];
	(void)!write(fd, text, kept);
}

/* Passes on what is there of one stream. */
static void pass(int *from, int log, char kind)
{
	char frame[1 + FRAME_MAX] = {kind};
	ssize_t n = read(*from, frame + 1, FRAME_MAX);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) { /* a terminal's end is EIO */
		close(*from);
		*from = -1;
		return;
	}
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (self.clients[i].fd >= 0)
			(void)send(self.clients[i].fd, frame, (size_t)n + 1,
				MSG_DONTWAIT | MSG_NOSIGNAL);
	write_log(log, frame + 1, (size_t)n);
}

static void turn(void)
{
	int full = find_full();
	int64_t left = self.wait_ms ? self.wait_ms - io_now_ms() : 0;
	bool reads = full < 0 && left <= 0;
	struct pollfd p[4 + CLIENTS_MAX] = {{LISTENER, POLLIN, 0},
		{reads ? self.out : full, reads ? POLLIN : POLLOUT, 0},
		{reads ? self.err : -1, POLLIN, 0},
		{self.len ? self.in : -1, POLLOUT, 0}};

	for (int i = 0; i < CLIENTS_MAX; i++)
		p[4 + i] = (struct pollfd){
			self.clients[i].fd, self.len ? 0 : POLLIN, 0};
	if (poll(p, 4 + CLIENTS_MAX, left > 0 ? (int)left : -1) < 0)
		return;
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (p[4 + i].revents && self.clients[i].fd >= 0) {
			if (self.len == 0)
				take_frame(&self.clients[i]);
			else if (p[4 + i].revents & (POLLHUP | POLLERR))
				leave(&self.clients[i]);
		}
	if (p[3].revents)
		write_input();
	if (reads && p[1].revents)
		pass(&self.out, LOG_OUT, FRAME_OUT);
	if (reads && p[2].revents)
		pass(&self.err, LOG_ERR, FRAME_ERR);
	if (p[0].revents)
		take_client();
}

/* Receives the terminal that crun has made; -1: crun has ended without one. */
static int receive_terminal(void)
{
	struct pollfd p[2] = {{OUT, POLLIN, 0}, {ERR, POLLIN, 0}};
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte[64];
	struct iovec part = {byte, sizeof(byte)};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control)};
	const struct cmsghdr *c;
	int fd = -1;

	while (poll(p, 2, -1) < 0)
		;
	autofd int peer = accept4(OUT, NULL, NULL, SOCK_CLOEXEC);
	if (peer < 0 || recvmsg(peer, &message, MSG_CMSG_CLOEXEC) < 0)
		return -1;
	c = CMSG_FIRSTHDR(&message);
	if (c && c->cmsg_type == SCM_RIGHTS &&
		c->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

int keeper_run(const char *flags)
{
	(void)signal(SIGPIPE, SIG_IGN);
	self.kind = (char)(flags[0] - '0');
	self.terminal = self.kind == ATTACH_TERMINAL;
	self.wait_ms = flags[1] ? io_now_ms() + WAIT_MS : 0;
	self.in = self.kind == ATTACH_INPUT ? IN : -1;
	self.out = OUT;
	self.err = ERR;
	for (int i = 0; i < CLIENTS_MAX; i++)
		self.clients[i].fd = -1;
	(void)fcntl(LISTENER, F_SETFL, O_NONBLOCK);
	(void)fcntl(OUT, F_SETFL, O_NONBLOCK);
	if (self.terminal) {
		self.out = self.in = receive_terminal();
		self.err = -1;
	}
	(void)fcntl(self.in, F_SETFL, O_NONBLOCK);
	while (self.out >= 0 || self.err >= 0)
		turn();
	return 0;
}

/* Makes a listening socket in the folder, in place of an earlier one. */
static int make_socket(int dir, const char *name, int type)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	autofd int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	int rc;

	/* By way of /proc, as the folder's path may be too long. */
	(void)fmt_print(address.sun_path, sizeof(address.sun_path),
		"/proc/self/fd/%d/%s", dir, name);
	if (fd < 0 || (unlinkat(dir, name, 0) < 0 && errno != ENOENT))
		return failed("make %s", name);
	rc = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	if (rc < 0 || listen(fd, CLIENTS_MAX) < 0)
		return failed("make %s", name);
	return take_fd(&fd);
}

static _Noreturn void become_keeper(const int fds[DESCRIPTORS], char *flags)
{
	char path[PATH_MAX];
	char *argv[] = {(char[]){"tcrd"}, (char[]){"keep"}, flags, NULL};
	char *env[] = {NULL};

	(void)setsid();
	for (int i = 0; i < DESCRIPTORS; i++)
		if (dup2(fds[i], i) < 0)
			_exit(errno);
	task_cloexec_from(DESCRIPTORS);
	if (paths_program(path, "tcrd") == 0)
		(void)execve(path, argv, env);
	_exit(errno);
}

/* Moves a descriptor out of the way of those that the keeper begins with. */
static int high(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, DESCRIPTORS + 1);

	close(fd);
	return moved;
}

/* Makes a pipe; the keeper has its end `mine`. */
static int make_pipe(int *keepers, int *container, int mine)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return failed("pipe");
	*keepers = high(ends[mine]);
	*container = ends[!mine];
	return 0;
}

int keeper_start(
	enum unit_attach attach, bool wait, int dir, struct keeper_streams *s)
{
	/* Not s->in, a file of the container's /dev: that is to be unmounted.
	 */
	int fds[DESCRIPTORS] = {[IN] = high(dup(s->out)),
		[LOG_OUT] = high(dup(s->out)),
		[LOG_ERR] = high(dup(s->err)),
		[LISTENER] = make_socket(dir, FRAME_SOCKET, SOCK_SEQPACKET)};
	char flags[3];
	pid_t pid;
	int rc = fds[LISTENER];

	if (rc < 0)
		return rc;
	fds[LISTENER] = high(fds[LISTENER]);
	if (attach == ATTACH_TERMINAL) {
		rc = make_socket(dir, CONSOLE, SOCK_STREAM);
		fds[OUT] = rc < 0 ? rc : high(rc);
		fds[ERR] = high((int)syscall(SYS_pidfd_open, getpid(), 0));
	} else {
		rc = make_pipe(&fds[OUT], &s->out, 0);
		if (rc == 0)
			rc = make_pipe(&fds[ERR], &s->err, 0);
		if (rc == 0 && attach == ATTACH_INPUT)
			rc = make_pipe(&fds[IN], &s->in, 1);
	}
	if (rc < 0)
		return rc;
	flags[0] = (char)('0' + (int)attach);
	flags[1] = wait ? 'w' : 0;
	flags[2] = 0;
	pid = _Fork();
	if (pid < 0)
		return failed("fork");
	if (pid == 0)
		become_keeper(fds, flags);
	for (int i = 0; i < DESCRIPTORS; i++)
		close(fds[i]);
	return 0;
}
