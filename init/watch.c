/* SPDX-License-Identifier: MIT */
/*
 * The one place where PID 1 waits, and so the one that feeds the watchdog: a
 * hang anywhere else resets the board.  Without a watchdog and with nothing due
 * it never wakes up.
 *
 * Only signals that mean something are blocked.  The kernel drops the others on
 * their way to PID 1, as they have no handler; blocked ones it would queue.
 */
#include "init/watch.h"

#include "init/child.h"
#include "init/io.h"
#include "init/log.h"
#include "init/state.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define WATCHDOG_S 15

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

int watch_open(struct state *s)
{
	int seconds = WATCHDOG_S;

	if (!s->machine)
		return 0;
	s->fd[STATE_FD_WATCHDOG] = open("/dev/watchdog0", O_WRONLY | O_CLOEXEC);
	if (s->fd[STATE_FD_WATCHDOG] < 0)
		return errno == ENOENT ? 0 : failed("/dev/watchdog0");
	s->feed_ms = WATCHDOG_S * 1000 / 3;
	if (ioctl(s->fd[STATE_FD_WATCHDOG], (int)WDIOC_SETTIMEOUT, &seconds) <
		0)
		return failed("watchdog: %d s", seconds);
	if (seconds > 0 && seconds < WATCHDOG_S) /* what the driver can */
		s->feed_ms = seconds * 1000 / 3;
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

static void feed(struct state *s, int64_t now)
{
	if (s->fd[STATE_FD_WATCHDOG] < 0 || now < s->feed_due_ms)
		return;
	(void)!write(s->fd[STATE_FD_WATCHDOG], "", 1); /* failing, it bites */
	s->feed_due_ms = now + s->feed_ms;
}

int watch_turn(struct state *s, int64_t until_ms)
{
	int64_t now = io_now_ms(), left;
	sigset_t set = heard();
	struct timespec wait;
	int number;

	feed(s, now);
	if (s->fd[STATE_FD_WATCHDOG] >= 0 && s->feed_due_ms < until_ms)
		until_ms = s->feed_due_ms;
	left = until_ms > now && !s->unreaped ? until_ms - now : 0;
	wait.tv_sec = left / 1000;
	wait.tv_nsec = left % 1000 * 1000000;
	number = sigtimedwait(
		&set, NULL, left == STATE_NEVER - now ? NULL : &wait);
	s->unreaped = child_reap(s);
	return number > 0 ? number : 0;
}
