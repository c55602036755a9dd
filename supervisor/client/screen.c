/* SPDX-License-Identifier: MIT */
/*
 * Draws on a terminal.  Signals are blocked meanwhile and read where this
 * waits, so that every way out but SIGKILL gives the terminal back as it was.
 */
#include "supervisor/client/screen.h"

#include "init/io.h"
#include "supervisor/client/out.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#define ROWS 24 /* of a terminal that does not tell how many it has */

static struct {
	struct termios before;
	int signals; /* signalfd(2) */
	int rows;    /* that are left; of what is no terminal, any number */
	bool live;   /* standard output is a terminal */
	bool keys;   /* standard input is, and `before` is set */
} self;

void screen_begin(bool plain)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	const char *term = getenv("TERM");
	struct termios t;
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		sigaddset(&set, ending[i]);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	self.signals = signalfd(-1, &set, SFD_CLOEXEC);
	self.live = !plain && isatty(STDOUT_FILENO) &&
		    !(term && !strcmp(term, "dumb"));
	self.keys = self.live && tcgetattr(STDIN_FILENO, &self.before) == 0;
	if (!self.keys)
		return;
	t = self.before;
	/* Ctrl-C and Ctrl-Z are keys, too: nothing stops half-way. */
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

void screen_end(void)
{
	if (self.live)
		out_text("\033[J");
	(void)out_flush();
	if (self.keys)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &self.before);
}

bool screen_live(void)
{
	return self.live;
}

void screen_top(void)
{
	struct winsize size = {0};

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	self.rows = size.ws_row ? size.ws_row : ROWS;
	if (self.live)
		out_text("\033[H");
}

bool screen_line(void)
{
	out_text(self.live ? "\033[K\n" : "\n");
	/* The last row stays empty: a newline there would scroll. */
	return !self.live || --self.rows > 1;
}

/* Whether a key that was pressed ends the program, as the terminal's end. */
static bool is_end(void)
{
	char key;

	return read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q' ||
	       key == 3 || key == 4;
}

bool screen_wait(int64_t ms)
{
	const int64_t end = io_now_ms() + ms;
	struct pollfd p[] = {{self.signals, POLLIN, 0},
		{self.keys ? STDIN_FILENO : -1, POLLIN, 0}};
	int64_t left = ms;

	if (self.live)
		out_text("\033[J");
	if (!out_flush())
		return false;
	for (; left > 0; left = end - io_now_ms()) {
		if (poll(p, 2, (int)left) <= 0)
			continue;
		if (p[0].revents || (p[1].revents && is_end()))
			return false;
	}
	return true;
}
