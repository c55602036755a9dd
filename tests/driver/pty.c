/* SPDX-License-Identifier: MIT */
/*
 * pty PTMX: makes a terminal of that devpts, prints its number, then passes
 * bytes between it and stdin and stdout until stdin ends.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int pass(int from, int to)
{
	char buf[4096];
	ssize_t n = read(from, buf, sizeof(buf));

	return n > 0 && write(to, buf, (size_t)n) == n ? 0 : -1;
}

int main(int argc, char **argv)
{
	int master = argc == 2 ? open(argv[1], O_RDWR | O_NOCTTY) : -1;
	int unlocked = 0, number;
	struct pollfd p[] = {{STDIN_FILENO, POLLIN, 0}, {master, POLLIN, 0}};

	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlocked) < 0 ||
		ioctl(master, TIOCGPTN, &number) < 0)
		return 1;
	/* Held open: otherwise it hangs up when nobody else has it. */
	if (ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY) < 0)
		return 1;
	printf("%d\n", number);
	fflush(stdout);
	while (poll(p, 2, -1) > 0) {
		if (p[0].revents && pass(STDIN_FILENO, master) < 0)
			return 0;
		if (p[1].revents && pass(master, STDOUT_FILENO) < 0)
			return 0;
	}
	return 1;
}
