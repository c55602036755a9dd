/* SPDX-License-Identifier: MIT */
/* How a process ended, as a verdict and in words.  Pure. */
#include "supervisor/life/reason.h"

#include "init/fmt.h"
#include "supervisor/base/signals.h"
#include "supervisor/units/policy.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define SIGNALLED  128 /* a shell's exit status for signal 0 */
#define SIGNAL_MAX 64

static bool has_code(const struct reason_set *set, int n)
{
	return set->codes[n / 64] >> n % 64 & 1;
}

bool reason_has(const struct reason_set *set, int status)
{
	int n;

	if (status < 0)
		return false;
	if (WIFEXITED(status))
		return has_code(set, WEXITSTATUS(status));
	n = WTERMSIG(status);
	return (set->signals >> (n - 1) & 1) || has_code(set, SIGNALLED + n);
}

/* Signal n without a core is n, in a status of waitpid(2). */
int reason_of_init(int status)
{
	int n = status >= 0 && WIFEXITED(status)
			? WEXITSTATUS(status) - SIGNALLED
			: 0;

	return n > 0 && n <= SIGNAL_MAX ? n : status;
}

static bool is_clean(int status, bool oneshot, const struct reason_exits *exits)
{
	if (status < 0)
		return false;
	if (exits && reason_has(&exits->success, status))
		return true;
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == 0;
	if (oneshot)
		return false;
	return WTERMSIG(status) == SIGHUP || WTERMSIG(status) == SIGINT ||
	       WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGPIPE;
}

enum automaton_event reason_event(int status, bool oneshot,
	const struct reason_exits *exits, unsigned *facts)
{
	*facts = 0;
	if (exits && reason_has(&exits->prevent, status))
		*facts |= FACT_PREVENT;
	if (exits && reason_has(&exits->force, status))
		*facts |= FACT_FORCE;
	if (is_clean(status, oneshot, exits))
		return AUTO_EXIT_CLEAN;
	return status >= 0 && WIFEXITED(status) ? AUTO_EXIT_CODE
						: AUTO_EXIT_SIGNAL;
}

enum reason_result reason_result(int status)
{
	if (status >= 0 && WIFEXITED(status))
		return RESULT_EXIT_CODE;
	return status >= 0 && WCOREDUMP(status) ? RESULT_CORE_DUMP
						: RESULT_SIGNAL;
}

const char *reason_result_name(enum reason_result result)
{
	static const char *const names[RESULT_COUNT] = {
		[RESULT_NONE] = NULL,
		[RESULT_EXIT_CODE] = "exit-code",
		[RESULT_SIGNAL] = "signal",
		[RESULT_CORE_DUMP] = "core-dump",
		[RESULT_TIMEOUT] = "timeout",
		[RESULT_WATCHDOG] = "watchdog",
		[RESULT_HEALTH] = "unhealthy",
		[RESULT_OOM_KILL] = "oom-kill",
		[RESULT_START_LIMIT] = "start-limit",
		[RESULT_DEPENDENCY] = "dependency",
		[RESULT_ASSERT] = "assert",
		[RESULT_RESOURCES] = "resources",
	};

	return names[result];
}

void reason_time(char *text, size_t size, int64_t ms)
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

	reason_time(ran, sizeof(ran), ran_ms);
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

bool reason_maybe_oom(int status)
{
	if (status < 0)
		return true;
	return WIFEXITED(status) ? WEXITSTATUS(status) == SIGNALLED + SIGKILL
				 : WTERMSIG(status) == SIGKILL;
}

void reason_print_oom(
	char *text, size_t size, int64_t limit_bytes, int64_t ran_ms)
{
	static const char units[] = {'G', 'M', 'K'};
	char ran[32];

	reason_time(ran, sizeof(ran), ran_ms);
	for (int i = 0; i < 3; i++) {
		int64_t unit = INT64_C(1) << (30 - 10 * i);

		if (limit_bytes == INT64_MAX || limit_bytes < unit ||
			limit_bytes % unit != 0)
			continue;
		(void)fmt_print(text, size,
			"killed by the OOM killer: memory.max %lld%c after %s "
			"(MemoryMax=)",
			(long long)(limit_bytes / unit), units[i], ran);
		return;
	}
	(void)fmt_print(text, size,
		"killed by the OOM killer: no memory left for containers, "
		"after %s (ContainersMemoryMax=)",
		ran);
}
