/* SPDX-License-Identifier: MIT */
/*
 * watch_turn() is the only place where PID 1 waits and feeds the watchdog: if
 * PID 1 hangs anywhere else, the watchdog resets the board.  During the boot,
 * which may wait for disks, a child feeds.  PID 1 wakes up only for signals,
 * for the watchdog and for a child that is due to be started.
 *
 * Only the signals that PID 1 reads are blocked.  The kernel discards the
 * others, as PID 1 has no handler for them; if blocked, they would be queued.
 */
#include "init/watch.h"

#include "init/child.h"
#include "init/io.h"
#include "init/log.h"
#include "init/state.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define WATCHDOG_S 15
#define BOOT_MS    180000 /* for all steps of the boot together */

static sigset_t heard(void)
{
	static const int numbers[] = {
		SIGCHLD, SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGPWR};
	sigset_t set;

	(void)sigemptyset(&set);
	for (unsigned i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		(void)sigaddset(&set, numbers[i]);
	return set;
}

void watch_init(void)
{
	sigset_t set = heard();

	io_default_signals();
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
}

/* Starts the child that feeds, unless it runs since before a fault. */
static void feed_aside(struct state *s, int fd)
{
	int32_t *child = &s->child[STATE_TASK].pid;
	pid_t pid = *child ? *child : _Fork();

	for (int64_t left = BOOT_MS; pid == 0 && left > 0; left -= s->feed_ms) {
		(void)!write(fd, "", 1);
		(void)poll(NULL, 0, (int)s->feed_ms);
	}
	if (pid == 0)
		_exit(0);
	*child = pid > 0 ? pid : 0;
}

int watch_open(struct state *s)
{
	int seconds = WATCHDOG_S, *fd = &s->fd[STATE_FD_WATCHDOG], rc = 0;

	if (!s->machine)
		return 0;
	if (*fd < 0) { /* after a fault it may be open already */
		s->feed_ms = WATCHDOG_S * 1000 / 3;
		*fd = open("/dev/watchdog0", O_WRONLY | O_CLOEXEC);
		if (*fd < 0)
			return errno == ENOENT ? 0 : failed("/dev/watchdog0");
		if (ioctl(*fd, (int)WDIOC_SETTIMEOUT, &seconds) < 0)
			rc = failed("watchdog: %d s", seconds);
		else if (seconds > 0 && seconds < WATCHDOG_S)
			s->feed_ms = seconds * 1000 / 3; /* its maximum */
	}
	feed_aside(s, *fd);
	return rc;
}

int watch_alone(struct state *s)
{
	if (s->child[STATE_TASK].pid)
		(void)kill(s->child[STATE_TASK].pid, SIGKILL);
	return 0;
}

void watch_close(struct state *s)
{
	if (s->fd[STATE_FD_WATCHDOG] < 0)
		return;
	(void)!write(s->fd[STATE_FD_WATCHDOG], "V", 1);
	close(s->fd[STATE_FD_WATCHDOG]);
	s->fd[STATE_FD_WATCHDOG] = -1;
}

int watch_turn(struct state *s, int64_t until_ms)
{
	int64_t now = io_now_ms(), left;
	sigset_t set = heard();
	struct timespec wait;
	int number, fd = s->fd[STATE_FD_WATCHDOG];

	if (fd >= 0 && now >= s->feed_due_ms) {
		(void)!write(fd, "", 1); /* if it fails, the board resets */
		s->feed_due_ms = now + s->feed_ms;
	}
	if (fd >= 0 && s->feed_due_ms < until_ms)
		until_ms = s->feed_due_ms;
	left = until_ms > now && !s->unreaped ? until_ms - now : 0;
	wait = (struct timespec){left / 1000, left % 1000 * 1000000};
	number = sigtimedwait(
		&set, NULL, left == STATE_NEVER - now ? NULL : &wait);
	s->unreaped = child_reap(s);
	return number > 0 ? number : 0;
}
