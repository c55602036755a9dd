/* SPDX-License-Identifier: MIT */
/*
 * A tcrd for the tests of tcr-init.  Prints what it is told and by whom, does
 * what lines in the FIFO /commands say:
 *   orphan CODE | killed SIGNAL   a grandchild that PID 1 inherits ends so
 *   orphans COUNT | held COUNT    many that end with 7; that stay
 *   exit CODE | raise SIGNAL      its own end
 *   deaf | listen                 stops and starts reading notes
 *   stubborn                      SIGTERM is ignored from now on
 *   flood COUNT                   queues each real-time signal so often to PID
 * 1
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/note.h"

static void on_term(int number)
{
	(void)number;
	(void)!write(STDOUT_FILENO, "term\n", 5);
	_exit(0);
}

static void end_by(const char *how, int n)
{
	(void)signal(SIGTERM, SIG_DFL);
	while (!strcmp(how, "held"))
		(void)pause();
	if (!strcmp(how, "killed"))
		(void)raise(n);
	_exit(!strcmp(how, "orphans") ? 7 : n);
}

/* Children of a child that ends: PID 1 inherits them, dead or alive. */
static void orphans(const char *how, int count, int n)
{
	if (fork() == 0) {
		for (int i = 0; i < count; i++) {
			pid_t pid = fork();

			if (pid == 0)
				end_by(how, n);
			if (count == 1)
				printf("orphan %d\n", pid);
		}
		fflush(stdout);
		_exit(0);
	}
	(void)wait(NULL);
}

static void flood(int count)
{
	union sigval value = {0};

	for (int s = SIGRTMIN; s <= SIGRTMAX; s++)
		for (int i = 0; i < count; i++)
			(void)sigqueue(1, s, value);
}

static bool obey(char *line, bool deaf)
{
	char how[32] = "";
	int n = 0;

	(void)sscanf(line, "%31s %d", how, &n);
	if (!strcmp(how, "orphan") || !strcmp(how, "killed"))
		orphans(how, 1, n);
	else if (!strcmp(how, "orphans") || !strcmp(how, "held"))
		orphans(how, n, 0);
	else if (!strcmp(how, "exit"))
		_exit(n);
	else if (!strcmp(how, "raise"))
		(void)raise(n);
	else if (!strcmp(how, "flood"))
		flood(n);
	else if (!strcmp(how, "stubborn"))
		(void)signal(SIGTERM, SIG_IGN);
	else if (!strcmp(how, "deaf") || !strcmp(how, "listen"))
		deaf = *how == 'd';
	printf("done %s\n", how);
	return deaf;
}

int main(void)
{
	const char *env = getenv(NOTE_ENV);
	int notes = env ? atoi(env) : -1;
	int commands = open("/commands", O_RDWR | O_CLOEXEC);
	struct pollfd p[] = {{commands, POLLIN, 0}, {notes, POLLIN, 0}};
	struct init_note note;
	FILE *in = fdopen(commands, "r");
	char line[64];
	bool deaf = false;

	(void)signal(SIGTERM, on_term);
	setvbuf(stdout, NULL, _IOLBF, 0);
	setvbuf(in, NULL, _IONBF, 0);
	printf("tcrd %d sid %d\n", getpid(), getsid(0));
	for (;;) {
		p[1].fd = deaf ? -1 : notes;
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return 1;
		while (!deaf && recv(notes, &note, sizeof(note),
					MSG_DONTWAIT) == sizeof(note))
			printf("note %d %d\n", note.pid, note.status);
		if (p[0].revents && fgets(line, sizeof(line), in))
			deaf = obey(line, deaf);
	}
}
