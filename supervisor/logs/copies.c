/* SPDX-License-Identifier: MIT */
/*
 * Copies container output to the console and the kernel's log.  A serial
 * console is slow, and tcrd must not wait for it: lines for which it has no
 * room are dropped and counted.  The kernel itself limits how much one open
 * file writes to its log (printk.devkmsg=ratelimit).
 */
#include "supervisor/logs/copies.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LINE_MAX   900 /* the kernel's limit is 1024 with its own prefix */
#define OPEN_FLAGS (O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int open_at(bool wanted, const char *path)
{
	int fd = wanted ? open(path, OPEN_FLAGS) : -1;

	if (wanted && fd < 0)
		(void)failed("open %s", path);
	return fd;
}

void copies_open(struct copies *c, const struct unit_logs *logs)
{
	c->kmsg = open_at(logs->kmsg, "/dev/kmsg");
	c->console = open_at(logs->console, "/dev/console");
}

void copies_done(struct copies *c)
{
	io_close(&c->kmsg);
	io_close(&c->console);
	c->kmsg = -1;
	c->console = -1;
}

static void put_console(struct copies *c, const char *line, size_t len)
{
	if (c->lost > 0) {
		char lost[48];
		int n = fmt_print(
			lost, sizeof(lost), "(%lu lines lost)\r\n", c->lost);

		if (write(c->console, lost, (size_t)n) == n)
			c->lost = 0;
	}
	if (write(c->console, line, len) != (ssize_t)len)
		c->lost++;
}

void copies_put(struct copies *c, const char *tag, const char *text, size_t len)
{
	char line[LINE_MAX + 8];
	int n;

	if (c->kmsg < 0 && c->console < 0)
		return;
	n = fmt_print(line, LINE_MAX, "<6>%s: ", tag);
	if (n < 0)
		return;
	for (size_t i = 0; i < len && n < LINE_MAX; i++)
		line[n++] =
			text[i] == '\t' || (text[i] >= ' ' && text[i] < 0x7f)
				? text[i]
				: '?';
	if (c->kmsg >= 0 && write(c->kmsg, line, (size_t)n) < 0 &&
		errno != EAGAIN)
		io_close(&c->kmsg), c->kmsg = -1;
	line[n++] = '\r';
	line[n++] = '\n';
	if (c->console >= 0)
		put_console(c, line + 3, (size_t)n - 3);
}
