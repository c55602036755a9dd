/* SPDX-License-Identifier: MIT */
/*
 * How a process ended: all 256 exit codes and 64 signals, as verdict and words.
 * Links: supervisor/reason.c supervisor/signals.c init/fmt.c
 */
#include "supervisor/reason.h"
#include "supervisor/signals.h"
#include "tests/unit/tap.h"

#include <signal.h>

static void codes(void)
{
	char text[128], want[128];
	int clean = 0, wrong = 0;

	for (int code = 0; code < 256; code++) {
		clean += reason_clean(code << 8, false);
		reason_print(text, sizeof(text), code << 8, 400);
		(void)snprintf(want, sizeof(want),
			"exited with status %d after 0.4 s", code);
		wrong += strcmp(text, want) != 0;
	}
	is_int(clean, 1, "of 256 exit codes one is clean");
	ok(reason_clean(0, false), "and it is 0");
	is_int(wrong, 0, "each is named");
}

static void by_signals(void)
{
	int clean = 0, oneshot = 0, unnamed = 0;
	char text[128];

	for (int sig = 1; sig <= 64; sig++) {
		clean += reason_clean(sig, false);
		oneshot += reason_clean(sig, true);
		reason_print(text, sizeof(text), sig, 0);
		unnamed += sig < 32 && !strstr(text, signals_name(sig));
		unnamed += strncmp(text, "killed by ", 10) != 0;
	}
	is_int(clean, 4, "of 64 signals four are clean");
	ok(reason_clean(SIGHUP, false) && reason_clean(SIGINT, false) &&
			reason_clean(SIGTERM, false) &&
			reason_clean(SIGPIPE, false),
		"HUP, INT, TERM and PIPE");
	is_int(oneshot, 0, "for a oneshot none is");
	is_int(unnamed, 0, "each is named");
	reason_print(text, sizeof(text), SIGSEGV | 0x80, 3723000);
	is_str(text, "killed by SIGSEGV (core dumped) after 1 h 2 min",
		"a core is said, and how long it ran");
}

static void unknown(void)
{
	char text[128];

	ok(!reason_clean(-1, false), "an end that nobody saw is not clean");
	reason_print(text, sizeof(text), -1, 90000);
	is_str(text, "ended after 1 min 30 s, nobody saw how", "and said so");
}

static void names(void)
{
	is_int(signals_parse("SIGTERM"), SIGTERM, "SIGTERM");
	is_int(signals_parse("HUP"), SIGHUP, "HUP without SIG");
	is_int(signals_parse("9"), SIGKILL, "a number");
	is_int(signals_parse("SIGRTMIN+3"), 37, "a real-time signal");
	ok(signals_parse("SIGNOPE") < 0, "an unknown one is refused");
	ok(signals_parse("") < 0, "and an empty one");
	ok(signals_parse("0") < 0, "and zero");
	ok(signals_parse("65") < 0, "and one too large");
	ok(signals_parse("RTMIN+31") < 0, "and one beyond RTMAX");
	ok(signals_parse("9x") < 0, "and one with something behind it");
}

int main(void)
{
	codes();
	by_signals();
	unknown();
	names();
	return done_testing();
}
