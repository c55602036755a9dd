/* SPDX-License-Identifier: MIT */
/*
 * The first process of a container with RunInit=yes: starts the program that it
 * is given, hands it every signal, reaps whatever its descendants leave behind
 * and ends as the program does.
 *
 * The kernel discards a signal to the first process of a pid namespace unless
 * that has a handler for it, so a program without one does not hear SIGTERM as
 * long as it is the first.  As the second it does what signals do by default.
 *
 * It promises to need no memory worth a name (30 KiB), no file and no right. It
 * must never end before the program: the kernel would kill the program then.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* As a shell has it. */
#define EXIT_SIGNAL     128 /* and its number */
#define EXIT_NOT_FOUND  127
#define EXIT_CANNOT_RUN 126
#define EXIT_USAGE      2

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

/* Collects who has ended; what the program ended with, or -1. */
static int reap(pid_t program)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == program)
			return WIFEXITED(status)
				       ? WEXITSTATUS(status)
				       : EXIT_SIGNAL + WTERMSIG(status);
	return -1;
}

static _Noreturn void become(char **argv, const sigset_t *mask)
{
	bool found;

	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	(void)execvp(*argv, argv);
	found = errno != ENOENT && errno != ENOTDIR;
	say("cannot run ");
	say(*argv);
	say(found ? ": not executable\n" : ": not found\n");
	_exit(found ? EXIT_CANNOT_RUN : EXIT_NOT_FOUND);
}

int main(int argc, char **argv)
{
	sigset_t all, before;
	pid_t program;
	int status = -1;

	if (argc < 2) {
		say("usage: tcr-reap PROGRAM [ARGUMENT...]\n");
		return EXIT_USAGE;
	}
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, &before);
	program = _Fork();
	if (program == 0)
		become(argv + 1, &before);
	if (program < 0) {
		say("cannot fork\n");
		return EXIT_CANNOT_RUN;
	}
	while (status < 0) {
		int sig = sigwaitinfo(&all, NULL);

		if (sig == SIGCHLD)
			status = reap(program);
		else if (sig > 0)
			(void)kill(program, sig);
	}
	return status;
}
