/* SPDX-License-Identifier: MIT */
/* How a process ended, as a verdict and in words.  Pure. */
#include "supervisor/reason.h"

#include "init/fmt.h"
#include "supervisor/signals.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

bool reason_clean(int status, bool oneshot)
{
	if (status < 0)
		return false;
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == 0;
	if (oneshot)
		return false;
	return WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT ||
	       WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGPIPE;
}

static void print_time(char *text, size_t size, int64_t ms)
{
	long long s = ms / 1000;

	if (s < 60)
		(void)fmt_print(text, size, "%lld.%lld s", s,
			(long long)ms % 1000 / 100);
	else if (s < 3600)
		(void)fmt_print(text, size, "%lld min %lld s", s / 60, s % 60);
	else if (s < 86400)
		(void)fmt_print(
			text, size, "%lld h %lld min", s / 3600, s % 3600 / 60);
	else
		(void)fmt_print(text, size, "%lld d %lld h", s / 86400,
			s % 86400 / 3600);
}

void reason_print(char *text, size_t size, int status, int64_t ran_ms)
{
	const char *name;
	char ran[32];

	print_time(ran, sizeof(ran), ran_ms);
	if (status < 0) {
		(void)fmt_print(
			text, size, "ended after %s, nobody saw how", ran);
	} else if (WIFEXITED(status)) {
		(void)fmt_print(text, size, "exited with status %d after %s",
			WEXITSTATUS(status), ran);
	} else {
		name = signals_name(WTERMSIG(status));
		(void)fmt_print(text, size, "killed by %s%s after %s",
			name ? name : "a real-time signal",
			WCOREDUMP(status) ? " (core dumped)" : "", ran);
	}
}
