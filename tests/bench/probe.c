/* SPDX-License-Identifier: MIT */
/*
 * Times containers from outside and inside, in CLOCK_MONOTONIC nanoseconds.
 *   probe payload FILE        in a container: writes the time of its first
 *                             instruction to FILE, then waits for SIGTERM
 *   probe restart PID FILE    kills PID, prints ms until FILE has a new time
 *   probe run FILE CMD...     runs CMD, prints ms until FILE has a new time
 *   probe time CMD...         runs CMD, prints ms until it ended
 *   probe wait COUNT DIR      waits for COUNT stamps in DIR, prints the last
 *   probe now                 prints the time
 * As sh it becomes that, but as `-sh`, which a guest's script is typed into,
 * only when the containers of /etc/bench (COUNT DIR) are there: a shell that
 * starts beside them would take its time from theirs.
 *
 * Waiting asks every 2 ms, for all of them every 200, as each request takes
 * 0.1 ms of a boot that is measured; the answer is the payload's own clock.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
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

/* False when the limit is over. */
static bool pause_until(int64_t limit, int ms)
{
	const struct timespec pause = {.tv_nsec = ms * 1000000};

	(void)nanosleep(&pause, NULL);
	return now_ns() < limit;
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

static int64_t stamp_at(int dir, const char *file)
{
	char text[32] = "";
	int fd = openat(dir, file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	(void)!read(fd, text, sizeof(text) - 1);
	close(fd);
	return atoll(text);
}

static int await(const char *file, int64_t from)
{
	int64_t at;

	while ((at = stamp_at(AT_FDCWD, file)) < from)
		if (!pause_until(from + LIMIT_NS, 2))
			return 1;
	printf("%.3f\n", (double)(at - from) / 1e6);
	return 0;
}

/* How many stamps there are; the latest. */
static int stamps(const char *path, int64_t *last)
{
	DIR *dir = opendir(path);
	int n = 0;

	if (!dir)
		return 0;
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		int64_t at;

		if (strchr(e->d_name, '.')) /* a folder, or not whole yet */
			continue;
		at = stamp_at(dirfd(dir), e->d_name);
		*last = at > *last ? at : *last;
		n++;
	}
	closedir(dir);
	return n;
}

/* The time of the last one; -1 when the limit is over. */
static int64_t wait_all(int count, const char *path, int64_t from)
{
	int64_t last = 0;

	while (stamps(path, &last) < count)
		if (!pause_until(from + LIMIT_NS, 200))
			return -1;
	return last;
}

static int become_shell(char **argv, int64_t from)
{
	char path[256];
	int count;
	FILE *file = fopen("/etc/bench", "re");

	if (argv[0][0] == '-' && file &&
		fscanf(file, "%d %255s", &count, path) == 2)
		(void)wait_all(count, path, from);
	(void)execv("/usr/bin/busybox", argv);
	return 127;
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
	const char *verb = argc > 1 ? argv[1] : "";

	if (strlen(argv[0]) >= 2 &&
		!strcmp(argv[0] + strlen(argv[0]) - 2, "sh"))
		return become_shell(argv, from);
	if (argc == 3 && !strcmp(verb, "payload"))
		return payload(argv[2], from);
	if (argc == 4 && !strcmp(verb, "restart"))
		return kill(atoi(argv[2]), SIGKILL) < 0 || await(argv[3], from);
	if (argc > 3 && !strcmp(verb, "run"))
		return run(argv + 3) != 0 || await(argv[2], from);
	if (argc == 4 && !strcmp(verb, "wait")) {
		int64_t last = wait_all(atoi(argv[2]), argv[3], from);

		return printf("%lld\n", (long long)last) < 0 || last < 0;
	}
	if (argc > 2 && !strcmp(verb, "time")) {
		int status = run(argv + 2);

		printf("%.3f\n", (double)(now_ns() - from) / 1e6);
		return status != 0;
	}
	if (argc == 2 && !strcmp(verb, "now"))
		return printf("%lld\n", (long long)from) < 0;
	return 2;
}
