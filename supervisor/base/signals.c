/* SPDX-License-Identifier: MIT */
/* Translates names of signals, in unit files, images and commands. */
#include "supervisor/base/signals.h"

#include "init/text.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int number;
} table[] = {
	{"SIGHUP", SIGHUP},
	{"SIGINT", SIGINT},
	{"SIGQUIT", SIGQUIT},
	{"SIGILL", SIGILL},
	{"SIGTRAP", SIGTRAP},
	{"SIGABRT", SIGABRT},
	{"SIGBUS", SIGBUS},
	{"SIGFPE", SIGFPE},
	{"SIGKILL", SIGKILL},
	{"SIGUSR1", SIGUSR1},
	{"SIGSEGV", SIGSEGV},
	{"SIGUSR2", SIGUSR2},
	{"SIGPIPE", SIGPIPE},
	{"SIGALRM", SIGALRM},
	{"SIGTERM", SIGTERM},
	{"SIGSTKFLT", SIGSTKFLT},
	{"SIGCHLD", SIGCHLD},
	{"SIGCONT", SIGCONT},
	{"SIGSTOP", SIGSTOP},
	{"SIGTSTP", SIGTSTP},
	{"SIGTTIN", SIGTTIN},
	{"SIGTTOU", SIGTTOU},
	{"SIGURG", SIGURG},
	{"SIGXCPU", SIGXCPU},
	{"SIGXFSZ", SIGXFSZ},
	{"SIGVTALRM", SIGVTALRM},
	{"SIGPROF", SIGPROF},
	{"SIGWINCH", SIGWINCH},
	{"SIGIO", SIGIO},
	{"SIGPWR", SIGPWR},
	{"SIGSYS", SIGSYS},
	{"SIGIOT", SIGABRT}, /* second names stand after the first ones */
	{"SIGPOLL", SIGIO},
};

/*
 * Real-time signals are counted from glibc's SIGRTMIN, as most programs in
 * images use glibc, which reserves 32 and 33.  (musl also reserves 34.)
 */
#define RT_MIN 34
#define RT_MAX 64

static int number_of(const char *text, int low, int high)
{
	const char *end;
	uint64_t n = text_digits(text, &end, 10);

	return end == text || *end || n < (unsigned)low || n > (unsigned)high
		       ? -EINVAL
		       : (int)n;
}

int signals_parse(const char *name)
{
	const char *bare = strncasecmp(name, "SIG", 3) == 0 ? name + 3 : name;
	int n;

	if (*name >= '0' && *name <= '9')
		return number_of(name, 1, RT_MAX);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcasecmp(table[i].name + 3, bare) == 0)
			return table[i].number;
	if (strcasecmp(bare, "RTMIN") == 0)
		return RT_MIN;
	if (strcasecmp(bare, "RTMAX") == 0)
		return RT_MAX;
	if (strncasecmp(bare, "RTMIN+", 6) == 0) {
		n = number_of(bare + 6, 0, RT_MAX - RT_MIN);
		return n < 0 ? n : RT_MIN + n;
	}
	if (strncasecmp(bare, "RTMAX-", 6) == 0) {
		n = number_of(bare + 6, 0, RT_MAX - RT_MIN);
		return n < 0 ? n : RT_MAX - n;
	}
	return -EINVAL;
}

const char *signals_name(int number)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].number == number)
			return table[i].name;
	return NULL;
}
