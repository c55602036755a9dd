/* SPDX-License-Identifier: MIT */
/* Holds locks, on the whole and on each byte, of all files given; for ever. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct flock all = {.l_type = F_RDLCK};
		int fd = open(argv[i], O_RDONLY);

		if (fd < 0 || flock(fd, LOCK_EX) < 0) {
			perror(argv[i]);
			return 1;
		}
		(void)fcntl(fd, F_SETLK, &all);
	}
	puts("locked");
	fflush(stdout);
	for (;;)
		pause();
}
