/* SPDX-License-Identifier: MIT */
/*
 * tcr-reap: the first process of a container with RunInit=yes.  It starts the
 * program of its arguments, passes every signal on to the program, reaps
 * orphans and ends with the program's status.
 *
 * The kernel discards a signal to the first process of a pid namespace that has
 * no handler for it, so SIGTERM would not end a program without a handler.  As
 * the second process, the program gets the default action.
 *
 * tcr-reap needs 30 KiB of memory, no file and no privilege.  It must never end
 * before the program: the kernel would kill the program then.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Exit statuses as of a shell. */
#define EXIT_SIGNAL     128 /* plus the number of the signal */
#define EXIT_NOT_FOUND  127
#define EXIT_CANNOT_RUN 126
#define EXIT_USAGE      2

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

/* Reaps processes; returns the program's exit status, or -1: it runs. */
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
