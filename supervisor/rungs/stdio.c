/* SPDX-License-Identifier: MIT */
/*
 * A container's standard streams.  A terminal is opened here and handed on, so
 * crun needs no console socket and nobody copies bytes; the price is that it is
 * not the container's controlling terminal.
 *
 * A process can change owner and mode of any file that it has open, and crun
 * gives the streams to the container's user.  So no stream is a node of the
 * device's /dev: null and terminals are opened by nodes of the container's own
 * /dev, all else are the unit's FIFOs.
 */
#include "supervisor/rungs/stdio.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/rungs/devtree.h"
#include "supervisor/rungs/keeper.h"
#include "supervisor/spec/spec_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#ifndef TIOCVHANGUP
#define TIOCVHANGUP 0x5437
#endif

#define CONSOLE   SPEC_DEV "/console"
#define PTY_MAJOR 136

/* O_NONBLOCK: without it, open(2) waits for the carrier of a serial line. */
#define TTY_FLAGS (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)

/* Sets a terminal as it is after power on: line by line, with echo. */
static void reset(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return;
	t.c_iflag = ICRNL | IXON | BRKINT;
	t.c_oflag = OPOST | ONLCR;
	t.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | IEXTEN;
	t.c_cc[VINTR] = 3;
	t.c_cc[VERASE] = 0x7f;
	t.c_cc[VKILL] = 21;
	t.c_cc[VEOF] = 4;
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	(void)tcsetattr(fd, TCSANOW, &t);
}

/*
 * Opens the terminal by a node of the container's own, /dev/console inside;
 * returns -1 with errno.  A pseudoterminal is opened by its path, as it works
 * only in its own file system.
 */
static int open_node(const char *tty, int dir)
{
	struct stat st;

	if (stat(tty, &st) < 0)
		return -1;
	if (!S_ISCHR(st.st_mode) || major(st.st_rdev) == PTY_MAJOR)
		return open(tty, TTY_FLAGS);
	if ((unlinkat(dir, CONSOLE, 0) < 0 && errno != ENOENT) ||
		mknodat(dir, CONSOLE, S_IFCHR | 0600, st.st_rdev) < 0)
		return -1;
	return openat(dir, CONSOLE, TTY_FLAGS);
}

static int open_tty(const struct unit_logs *logs, int dir)
{
	autofd int fd = open_node(logs->tty, dir);

	if (fd < 0)
		return failed("open terminal %s", logs->tty);
	if (!isatty(fd)) {
		log_err("%s is no terminal", logs->tty);
		return -ENOTTY;
	}
	if (logs->tty_hangup && ioctl(fd, TIOCVHANGUP) < 0)
		return failed("hang up terminal %s", logs->tty);
	if (logs->tty_hangup) {
		close(fd);
		fd = open_node(logs->tty, dir);
	}
	if (fd < 0 || fcntl(fd, F_SETFL, O_RDWR) < 0)
		return failed("open terminal %s", logs->tty);
	if (logs->tty_reset)
		reset(fd);
	return take_fd(&fd);
}

static int pick(uint8_t sink, int log, int tty, int null)
{
	return sink & SINK_TTY ? tty : sink & SINK_NULL ? null : log;
}

static void to_task(enum log_level level, const char *line, size_t len)
{
	(void)level;
	(void)io_write_all(STDIO_LOG_FD, line, len);
}

int stdio_redirect(const struct unit_conf *conf, int dir)
{
	const struct unit_logs *logs = &conf->logs;
	bool wants_tty = logs->tty_in || ((logs->out | logs->err) & SINK_TTY);
	autofd int log = openat(dir, "out", O_RDWR | O_CLOEXEC);
	autofd int err = openat(dir, "err", O_RDWR | O_CLOEXEC);
	autofd int null = openat(dir, DEVTREE_NULL, O_RDWR | O_CLOEXEC);
	autofd int tty = wants_tty ? open_tty(logs, dir) : -1;
	struct keeper_streams s;
	int rc;

	if (log < 0 || err < 0 || null < 0)
		return failed("open output FIFO");
	if (wants_tty && tty < 0)
		return tty;
	s = (struct keeper_streams){logs->tty_in ? tty : null,
		pick(logs->out, log, tty, null),
		pick(logs->err, err, tty, null)};
	if (logs->attach && (rc = keeper_start((enum unit_attach)logs->attach,
				     conf->goals.collect, dir, &s)) < 0)
		return rc;
	if (dup2(STDERR_FILENO, STDIO_LOG_FD) < 0 ||
		dup2(s.in, STDIN_FILENO) < 0 ||
		dup2(s.out, STDOUT_FILENO) < 0 ||
		dup2(s.err, STDERR_FILENO) < 0)
		return failed("redirect output");
	log_divert(to_task);
	return 0;
}
