/* SPDX-License-Identifier: MIT */
/*
 * What root in a container can do to the status FIFO at PATH, for ever:
 *
 * forge PATH   writes another document into it, as fast as it is replaced
 * lock PATH    locks each, and makes it as small as a pipe can be
 * spin PATH    opens and closes it as fast as it goes
 * hold PATH    keeps a thousand open, reads none, and waits
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

static const char forged[] =
	"{\"v\":1,\"version\":\"0.1.0\",\"state\":\"running\",\"time\":"
	"\"2026-01-01T00:00:00Z\",\"now_ms\":1,\"boot_ms\":1,\"units\":[\n"
	"{\"unit\":\"forged.container\"}\n]}\n";

static void forge(const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK);

	if (fd < 0)
		return;
	for (int i = 0; i < 20; i++)
		if (write(fd, forged, sizeof(forged) - 1) < 0)
			break;
	close(fd);
}

static void lock(const char *path)
{
	static int held[64];
	static unsigned at;
	int fd = open(path, O_RDWR | O_NONBLOCK);

	if (fd < 0)
		return;
	flock(fd, LOCK_EX | LOCK_NB);
	fcntl(fd, F_SETPIPE_SZ, at % 2 ? 4096 : 1 << 20);
	close(held[at % 64]);
	held[at++ % 64] = fd;
}

static void spin(const char *path)
{
	close(open(path, O_RDONLY | O_NONBLOCK));
}

static void hold(const char *path)
{
	struct rlimit files = {2000, 2000};
	int failures = 0;

	setrlimit(RLIMIT_NOFILE, &files);
	for (int i = 0; i < 1000; i++)
		if (open(path, O_RDONLY | O_NONBLOCK) < 0)
			failures++;
		else
			usleep(1000); /* for a fresh one to be put in place */
	printf("held, %d failed\n", failures);
	fflush(stdout);
	pause();
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*once)(const char *path);
	} ways[] = {{"forge", forge}, {"lock", lock}, {"spin", spin},
		{"hold", hold}};

	for (size_t i = 0; argc == 3 && i < 4; i++)
		while (strcmp(argv[1], ways[i].name) == 0)
			ways[i].once(argv[2]);
	return 2;
}
