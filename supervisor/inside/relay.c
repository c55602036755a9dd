/* SPDX-License-Identifier: MIT */
/*
 * Passes bytes and signals between the user and a child.  All waiting is in one
 * poll(2).  What has been read and not yet been written is at most one buffer
 * for each direction: who does not read makes the other wait.
 */
#include "supervisor/inside/relay.h"

#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHUNK    4096
#define START_MS 20 /* how often a child is asked whether it has started */

/* One direction of bytes. */
struct way {
	int from, to;
	char buf[CHUNK];
	size_t len, sent; /* of buf */
	bool nonblock;    /* `to` takes what it can, and poll(2) waits for it */
};

enum {
	IN,
	OUT,
	ERR,
	WAYS
};

struct session {
	pid_t pid;
	int signals; /* signalfd(2) */
	struct way ways[WAYS];
	bool started; /* until then, errors are left in their pipe */
	int status;   /* of waitpid(2) */
};

static const int passed[] = {
	SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};

static void way_end(struct way *w, int *which)
{
	if (*which > STDERR_FILENO)
		io_close(which);
	*which = -1;
	w->len = 0;
}

/* Writes what is in the buffer; the reader may be gone. */
static void way_write(struct way *w)
{
	ssize_t n = write(w->to, w->buf + w->sent, w->len - w->sent);

	if (n > 0)
		w->sent += (size_t)n;
	else if (n < 0 && errno != EINTR && errno != EAGAIN) {
		way_end(w, &w->to);
		way_end(w, &w->from);
	}
	if (w->sent == w->len)
		w->len = w->sent = 0;
}

/* Reads a buffer; at the end of input the child's input ends, too. */
static void way_read(struct way *w)
{
	ssize_t n = read(w->from, w->buf, sizeof(w->buf));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		w->len = (size_t)n;
		way_write(w);
		return;
	}
	way_end(w, &w->from);
	if (w->nonblock)
		way_end(w, &w->to);
}

/* What poll(2) has to wait for: first to write, else to read. */
static struct pollfd way_poll(const struct way *w)
{
	if (w->len > w->sent)
		return (struct pollfd){w->to, POLLOUT, 0};
	return (struct pollfd){w->from, POLLIN, 0};
}

/* Passes a signal on unless the terminal has sent it to both. */
static bool take_signal(struct session *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return true;
	if (info.ssi_signo != SIGCHLD) {
		if (info.ssi_code != SI_KERNEL)
			(void)kill(s->pid, (int)info.ssi_signo);
		return true;
	}
	return waitpid(s->pid, &s->status, WNOHANG) != s->pid;
}

/*
 * After the child's end: what its pipes still hold, but no more than they can
 * hold, as a process that was left behind may go on writing.
 */
static void drain(struct way *w)
{
	int room = w->from < 0 ? 0 : fcntl(w->from, F_GETPIPE_SZ);

	if (w->from >= 0)
		(void)fcntl(w->from, F_SETFL, O_NONBLOCK);
	while (room > 0 && w->from >= 0) {
		while (w->len > w->sent)
			way_write(w);
		if (w->from < 0)
			return;
		errno = 0;
		way_read(w);
		if (w->len == 0 && errno == EAGAIN)
			return; /* the pipe is empty */
		room -= CHUNK;
	}
}

static void converse(struct session *s, const struct relay_child *c)
{
	struct pollfd p[WAYS + 1];

	for (;;) {
		for (int i = 0; i < WAYS; i++)
			p[i] = way_poll(&s->ways[i]);
		p[WAYS] = (struct pollfd){s->signals, POLLIN, 0};
		s->started = s->started || c->started(c->arg);
		if (!s->started)
			p[ERR].fd = -1;
		if (poll(p, WAYS + 1, s->started ? -1 : START_MS) < 0)
			continue;
		for (int i = 0; i < WAYS; i++) {
			if (p[i].fd < 0 || p[i].revents == 0)
				continue;
			if (p[i].events == POLLOUT)
				way_write(&s->ways[i]);
			else
				way_read(&s->ways[i]);
		}
		if (p[WAYS].revents && !take_signal(s))
			return;
	}
}

static _Noreturn void child(const struct relay_child *c, const int ends[WAYS],
	pid_t parent, const sigset_t *mask)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGHUP);
	if (getppid() != parent)
		_exit(ECANCELED);
	for (int i = 0; i < WAYS; i++)
		if (ends[i] >= 0 && dup2(ends[i], i) < 0)
			_exit(errno);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	_exit(c->become(c->arg));
}

/* Makes a pipe for each way; ends[] are the child's. */
static int make_ways(struct session *s, enum relay how, int ends[WAYS])
{
	int pipes[2];

	for (int i = how == RELAY_TERMINAL ? ERR : IN; i < WAYS; i++) {
		if (pipe2(pipes, O_CLOEXEC) < 0)
			return -errno;
		s->ways[i] = (struct way){.from = i == IN ? i : pipes[0],
			.to = i == IN ? pipes[1] : i,
			.nonblock = i == IN};
		ends[i] = pipes[i == IN ? 0 : 1];
	}
	if (how == RELAY_BOTH)
		(void)fcntl(s->ways[IN].to, F_SETFL, O_NONBLOCK);
	if (how == RELAY_OUT) {
		s->ways[IN].from = -1;
		way_end(&s->ways[IN], &s->ways[IN].to);
	}
	return 0;
}

/* Blocks the signals that are passed on; *mask becomes the one before. */
static int take_signals(sigset_t *mask)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		(void)sigaddset(&set, passed[i]);
	(void)sigprocmask(SIG_BLOCK, &set, mask);
	(void)signal(SIGPIPE, SIG_IGN); /* a reader may be gone: EPIPE */
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Takes the last output, or why there was none. */
static void conclude(struct session *s, struct relay_child *c)
{
	struct way *err = &s->ways[ERR];
	ssize_t n;

	drain(&s->ways[OUT]);
	if (s->started || c->started(c->arg)) {
		drain(err);
		return;
	}
	(void)fcntl(err->from, F_SETFL, O_NONBLOCK);
	n = read(err->from, c->why, sizeof(c->why) - 1);
	c->why[n > 0 ? n : 0] = 0;
}

/*
 * crun leaves a terminal's descriptors non-blocking (1.28), and with them those
 * of the shell that called this program: they are set back.
 */
static void keep_flags(int flags[WAYS])
{
	for (int i = 0; i < WAYS; i++)
		flags[i] = fcntl(i, F_GETFL);
}

static void restore_flags(const int flags[WAYS])
{
	for (int i = 0; i < WAYS; i++)
		if (flags[i] >= 0)
			(void)fcntl(i, F_SETFL, flags[i]);
}

int relay_run(struct relay_child *c)
{
	struct session s = {
		.ways = {{.from = -1, .to = -1}, {.from = -1, .to = -1},
			{.from = -1, .to = -1}}};
	int ends[WAYS] = {-1, -1, -1}, flags[WAYS];
	pid_t us = getpid();
	sigset_t mask;
	int rc;

	c->why[0] = 0;
	keep_flags(flags);
	s.signals = take_signals(&mask);
	rc = s.signals < 0 ? -errno : make_ways(&s, c->how, ends);
	if (rc < 0)
		return rc;
	s.pid = _Fork();
	if (s.pid < 0)
		return -errno;
	if (s.pid == 0)
		child(c, ends, us, &mask);
	for (int i = 0; i < WAYS; i++)
		io_close(&ends[i]);
	converse(&s, c);
	conclude(&s, c);
	restore_flags(flags);
	return WIFEXITED(s.status) ? WEXITSTATUS(s.status)
				   : 128 + WTERMSIG(s.status);
}
