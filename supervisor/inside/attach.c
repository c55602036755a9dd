/* SPDX-License-Identifier: MIT */
/*
 * Passes bytes between the user and a container's keeper.  All waiting is in
 * one poll(2).  What has been read and not yet been passed on is one frame for
 * each direction.  Signals are blocked and read, so nothing but SIGKILL ends
 * this process before the terminal is as it was.
 */
#include "supervisor/inside/attach.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/frame.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/logs.h"
#include "supervisor/client/out.h"
#include "supervisor/inside/container.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#define CTRL_P   0x10
#define CTRL_Q   0x11
#define KIND_S   10 /* for the keeper to say what it keeps */
#define PATIENCE 3  /* as many requests to end leave the container behind */

struct frame {
	char bytes[1 + FRAME_MAX];
	size_t len; /* 0: none */
	size_t sent;
};

struct session {
	const struct attach *a;
	int fd;
	struct frame in, out;
	bool reads;  /* standard input is read */
	bool ctrl_p; /* it was typed, and not passed on yet */
	bool done;   /* rc says how */
	int rc;
	int asked; /* how often this process was asked to end */
};

int attach_signals(void)
{
	static const int taken[] = {
		SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
	sigset_t set;
	int fd;

	(void)sigemptyset(&set);
	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		(void)sigaddset(&set, taken[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN); /* EPIPE tells the same */
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

int attach_open(const char *unit, enum unit_attach *kind)
{
	const struct timeval limit = {.tv_sec = KIND_S};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	autofd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	char path[PATH_MAX], frame[2];
	autofd int dir = -1;
	int rc = paths_unit(path, unit, "");

	if (rc < 0)
		return rc;
	dir = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0 || dir < 0)
		return -errno;
	(void)fmt_print(address.sun_path, sizeof(address.sun_path),
		"/proc/self/fd/%d/" FRAME_SOCKET, dir);
	/* SO_SNDTIMEO also limits connect(2), which waits for the backlog. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) <
			0 ||
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) <
			0 ||
		connect(fd, (const struct sockaddr *)&address,
			sizeof(address)) < 0)
		return -errno;
	if (recv(fd, frame, sizeof(frame), 0) != sizeof(frame) ||
		frame[0] != FRAME_KIND)
		return -ECONNREFUSED;
	*kind = (enum unit_attach)frame[1];
	return take_fd(&fd);
}

static void finish(struct session *s, int rc)
{
	s->done = true;
	s->rc = rc;
}

/* Sends a frame that is small and seldom; one that has no room is lost. */
static void send_now(
	const struct session *s, char kind, const void *bytes, size_t len)
{
	char frame[16] = {kind};

	memcpy(frame + 1, bytes, len);
	(void)send(s->fd, frame, 1 + len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void send_size(const struct session *s)
{
	struct winsize size;

	if (s->a->tty && ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0)
		send_now(s, FRAME_SIZE, &size, sizeof(size));
}

/*
 * Nobody reads the output any more, or the terminal is gone: a container of
 * this process's own is stopped.
 */
static void give_up(struct session *s)
{
	char name[UNIT_NAME_MAX + 1];
	char *names[] = {name, NULL};

	(void)fmt_print(name, sizeof(name), "%s", s->a->unit);
	if (s->a->own)
		(void)ask_run(&(struct client_args){.verb = "stop",
			.names = names,
			.count = 1,
			.no_wait = true,
			.wait_ms = -1});
	finish(s, s->a->own ? 0 : 128 + SIGPIPE);
}

/* Takes Ctrl-P Ctrl-Q out of what was typed; true: it is in there. */
static bool take_keys(struct session *s, const char *typed, size_t n)
{
	struct frame *f = &s->in;

	for (size_t i = 0; i < n; i++) {
		if (s->ctrl_p && typed[i] == CTRL_Q)
			return true;
		if (s->ctrl_p)
			f->bytes[f->len++] = CTRL_P;
		s->ctrl_p = typed[i] == CTRL_P;
		if (!s->ctrl_p)
			f->bytes[f->len++] = typed[i];
	}
	return false;
}

static void read_input(struct session *s)
{
	char typed[FRAME_MAX / 2];
	ssize_t n = read(STDIN_FILENO, typed, sizeof(typed));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	s->in.len = 1;
	s->in.sent = 0;
	s->in.bytes[0] = FRAME_IN;
	if (n <= 0) {
		s->reads = false;
		s->in.bytes[0] = FRAME_END;
		if (s->a->tty)
			give_up(s);
	} else if (!s->a->tty) {
		memcpy(s->in.bytes + 1, typed, (size_t)n);
		s->in.len += (size_t)n;
	} else if (take_keys(s, typed, (size_t)n)) {
		finish(s, ATTACH_DETACHED);
	}
	/* The input of a container that others see goes on. */
	if (s->in.len == 1 && (n > 0 || !s->a->own))
		s->in.len = 0;
}

static void write_input(struct session *s)
{
	ssize_t n = send(
		s->fd, s->in.bytes, s->in.len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	s->in.len = 0; /* or the keeper has ended: the output's end follows */
}

static void read_output(struct session *s)
{
	ssize_t n =
		recv(s->fd, s->out.bytes, sizeof(s->out.bytes), MSG_DONTWAIT);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		finish(s, 0);
	s->out.len = n > 0 ? (size_t)n : 0;
	s->out.sent = 1;
}

static int target(const struct session *s)
{
	return s->out.bytes[0] == FRAME_ERR ? STDERR_FILENO : STDOUT_FILENO;
}

static void write_output(struct session *s)
{
	ssize_t n = write(target(s), s->out.bytes + s->out.sent,
		s->out.len - s->out.sent);

	if (n > 0)
		s->out.sent += (size_t)n;
	else if (n < 0 && errno != EINTR && errno != EAGAIN)
		give_up(s);
	if (s->out.sent >= s->out.len)
		s->out.len = 0;
}

static void take_signal(struct session *s)
{
	struct signalfd_siginfo info;
	int sig;

	if (read(s->a->signals, &info, sizeof(info)) != sizeof(info))
		return;
	sig = (int)info.ssi_signo;
	if (sig == SIGWINCH) {
		send_size(s);
		return;
	}
	if (sig == SIGHUP && s->a->tty) {
		give_up(s);
		return;
	}
	s->asked += sig != SIGUSR1 && sig != SIGUSR2;
	if (!s->a->own || s->asked == PATIENCE)
		finish(s, 128 + sig);
	else
		container_signal(s->a->unit, sig);
}

static void converse(struct session *s)
{
	while (!s->done) {
		bool reads = s->reads && s->in.len == 0;
		struct pollfd p[4] = {
			{s->fd,
				(short)((s->out.len ? 0 : POLLIN) |
					(s->in.len ? POLLOUT : 0)),
				0},
			{s->out.len ? target(s) : -1, POLLOUT, 0},
			{reads ? STDIN_FILENO : -1, POLLIN, 0},
			{s->a->signals, POLLIN, 0}};

		/* An end that is told again and again waits for the output. */
		if (p[0].events == 0)
			p[0].fd = -1;
		if (poll(p, 4, -1) < 0)
			continue;
		if (p[3].revents)
			take_signal(s);
		if (p[1].revents)
			write_output(s);
		if (p[2].revents && !s->done)
			read_input(s);
		if (s->in.len && (p[0].revents & ~POLLIN))
			write_input(s);
		if (p[0].revents && !s->out.len && !s->done)
			read_output(s);
	}
}

int attach_run(const struct attach *a, int fd)
{
	struct session s = {.a = a, .fd = fd, .reads = a->input};
	struct termios before, raw;
	bool set = a->tty && tcgetattr(STDIN_FILENO, &before) == 0;

	send_now(&s, FRAME_OWN, &(char){a->own}, 1);
	send_size(&s);
	if (set && a->input) {
		raw = before;
		cfmakeraw(&raw);
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	}
	converse(&s);
	if (set && a->input)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	return s.rc;
}

/* Without a keeper there is what the log has. */
static int follow_log(const struct client_args *args)
{
	return logs_run(&(struct client_args){.verb = args->verb,
		.names = args->names,
		.count = 1,
		.follow = true,
		.wait_ms = -1});
}

int attach_main(const struct client_args *args)
{
	struct container c;
	struct attach a = {.unit = c.unit};
	enum unit_attach kind = ATTACH_NO;
	int rc, fd;

	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "%s: you must be root", args->verb);
	rc = container_find(args->names[0], &c);
	if (rc != 0)
		return rc;
	fd = attach_open(c.unit, &kind);
	if (fd < 0)
		return follow_log(args);
	a.signals = attach_signals();
	a.input = kind >= ATTACH_INPUT;
	a.tty = kind == ATTACH_TERMINAL && isatty(STDIN_FILENO);
	rc = attach_run(&a, fd);
	return rc == ATTACH_DETACHED ? EXITCODE_OK : rc;
}
