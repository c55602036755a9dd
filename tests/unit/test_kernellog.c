/* SPDX-License-Identifier: MIT */
/*
 * A record of /dev/kmsg becomes a line of a log, whatever is in it.
 *
 * Links: supervisor/client/kernellog.c init/fmt.c init/io.c init/text.c
 */
#include "supervisor/client/kernellog.h"

#include "tests/unit/tap.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char buf[KERNELLOG_RECORD_MAX * 4];

static void line(const char *record, const char *want, const char *claim)
{
	size_t len = kernellog_line(
		record, strlen(record), 1000000, buf, sizeof(buf) - 1);

	buf[len] = 0;
	is_str(buf, want, claim);
}

/* Each packet is a record, as each read(2) of /dev/kmsg is. */
static void many(void)
{
	int fds[2];
	ssize_t n;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) < 0)
		return;
	(void)!write(fds[1], "6,1,5000,-;one\n", 15);
	(void)!write(fds[1], "rubbish", 7);
	(void)!write(fds[1], "6,2,6000,-;two\n", 15);
	n = kernellog_read(fds[0], buf, sizeof(buf) - 1);
	buf[n < 0 ? 0 : n] = 0;
	ok(strstr(buf, " kern one\n") && strstr(buf, " kern two\n") && n < 80,
		"what is no record is left out");
	for (int i = 0; i < 9; i++) {
		char text[4096] = "6,3,7000,-;";

		memset(text + 11, '0' + i, sizeof(text) - 11);
		(void)!write(fds[1], text, sizeof(text));
	}
	n = kernellog_read(fds[0], buf, sizeof(buf));
	ok(n > 4096 && n <= (ssize_t)sizeof(buf) && buf[n - 1] == '\n' &&
			buf[n - 2] == '8' && buf[10] == '.',
		"of more than there is room for the newest, in whole lines");
	ok(kernellog_read(fds[0], buf, sizeof(buf)) == 0, "then there is none");
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	line("6,339,5140900,-;NET: Registered\n SUBSYSTEM=net\n DEVICE=x\n",
		"1005.140 kern NET: Registered\n",
		"a record, without its tags");
	line("4,1,0,c,caller=T1;x", "1000.000 kern x\n", "with more fields");
	line("4,1,0,-;a\033[2Jb\xff;\n", "1000.000 kern a?[2Jb?;\n",
		"bytes are cleaned");
	line("4,1,0,-;\n", "1000.000 kern \n", "an empty text");
	line("", "", "nothing");
	line("4,1,0,-", "", "no text");
	line("4;1,2,3", "", "no fields");
	line("4,1,99999999999999999999,-;x", "1000.000 kern x\n",
		"a time that is no number");
	ok(kernellog_line("4,1,0,-;four", 12, 0, buf, 15) == 0, "no room");
	many();
	return done_testing();
}
