/* SPDX-License-Identifier: MIT */
/*
 * Times a container from outside and inside, in CLOCK_MONOTONIC nanoseconds.
 *   probe payload FILE        in a container: writes the time of its first
 *                             instruction to FILE, then waits for SIGTERM
 *   probe restart PID FILE    kills PID, prints ms until FILE has a new time
 *   probe run FILE CMD...     runs CMD, prints ms until FILE has a new time
 *   probe time CMD...         runs CMD, prints ms until it ended
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_NS (60LL * 1000000000)

static int64_t now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int payload(const char *file, int64_t at)
{
	char text[32], temp[256];
	int len = snprintf(text, sizeof(text), "%lld\n", (long long)at);
	sigset_t set;
	int sig, fd;

	(void)snprintf(temp, sizeof(temp), "%s.new", file);
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, text, (size_t)len) != len)
		return 1;
	close(fd);
	if (rename(temp, file) < 0)
		return 1;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	(void)sigwait(&set, &sig);
	return 0;
}

static int64_t stamp_of(const char *file)
{
	char text[32] = "";
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	(void)!read(fd, text, sizeof(text) - 1);
	close(fd);
	return atoll(text);
}

/* Asks every millisecond; the answer is the payload's own clock. */
static int await(const char *file, int64_t from)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	int64_t at;

	while ((at = stamp_of(file)) < from) {
		if (now_ns() - from > LIMIT_NS)
			return 1;
		(void)nanosleep(&pause, NULL);
	}
	printf("%.3f\n", (double)(at - from) / 1e6);
	return 0;
}

static int run(char **argv)
{
	int status = -1;
	pid_t pid = vfork();

	if (pid == 0) {
		/* A detached container keeps these: not our reader's pipe. */
		int null = open("/dev/null", O_RDWR);

		(void)dup2(null, 0);
		(void)dup2(null, 1);
		(void)dup2(null, 2);
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	(void)waitpid(pid, &status, 0);
	return status;
}

int main(int argc, char **argv)
{
	int64_t from = now_ns();

	if (argc == 3 && strcmp(argv[1], "payload") == 0)
		return payload(argv[2], from);
	if (argc == 4 && strcmp(argv[1], "restart") == 0)
		return kill(atoi(argv[2]), SIGKILL) < 0 || await(argv[3], from);
	if (argc > 3 && strcmp(argv[1], "run") == 0)
		return run(argv + 3) != 0 || await(argv[2], from);
	if (argc > 2 && strcmp(argv[1], "time") == 0) {
		int status = run(argv + 2);

		printf("%.3f\n", (double)(now_ns() - from) / 1e6);
		return status != 0;
	}
	return 2;
}
