/* SPDX-License-Identifier: MIT */
/* ring-put FILE STREAM: adds each line of standard input to a log ring. */
#include "supervisor/logs/ring.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	static char line[8192];
	struct ring r;

	if (argc != 3 || ring_open(&r, AT_FDCWD, argv[1]) < 0)
		return 1;
	while (fgets(line, sizeof(line), stdin))
		ring_put(&r, argv[2], line, strlen(line));
	ring_done(&r);
	return 0;
}
