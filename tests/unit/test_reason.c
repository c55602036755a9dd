/* SPDX-License-Identifier: MIT */
/*
 * How a process ended: all 256 exit codes and 64 signals, as verdict and words.
 * Links: supervisor/life/reason.c supervisor/base/signals.c init/fmt.c
 * Links: init/text.c
 */
#include "supervisor/base/signals.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/reason.h"
#include "supervisor/units/policy.h"
#include "tests/unit/tap.h"

#include <signal.h>

static bool clean_end(int status, bool oneshot)
{
	unsigned facts;

	return reason_event(status, oneshot, NULL, &facts) == AUTO_EXIT_CLEAN;
}

static void codes(void)
{
	char text[128], want[128];
	int clean = 0, wrong = 0;

	for (int code = 0; code < 256; code++) {
		clean += clean_end(code << 8, false);
		reason_print(text, sizeof(text), code << 8, 400);
		(void)snprintf(want, sizeof(want),
			"exited with status %d after 0.4 s", code);
		wrong += strcmp(text, want) != 0;
	}
	is_int(clean, 1, "of 256 exit codes one is clean");
	ok(clean_end(0, false), "and it is 0");
	is_int(wrong, 0, "each is named");
}

static void by_signals(void)
{
	int clean = 0, oneshot = 0, unnamed = 0;
	char text[128];

	for (int sig = 1; sig <= 64; sig++) {
		clean += clean_end(sig, false);
		oneshot += clean_end(sig, true);
		reason_print(text, sizeof(text), sig, 0);
		unnamed += sig < 32 && !strstr(text, signals_name(sig));
		unnamed += strncmp(text, "killed by ", 10) != 0;
	}
	is_int(clean, 4, "of 64 signals four are clean");
	ok(clean_end(SIGHUP, false) && clean_end(SIGINT, false) &&
			clean_end(SIGTERM, false) && clean_end(SIGPIPE, false),
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

	ok(!clean_end(-1, false), "an end that nobody saw is not clean");
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

/* SuccessExitStatus= and its two brothers. */
static void lists(void)
{
	struct reason_exits e = {0};
	int has = 0;
	unsigned facts;

	e.success.codes[143 / 64] = UINT64_C(1) << 143 % 64;
	e.success.signals = UINT64_C(1) << (SIGKILL - 1);
	e.prevent.codes[255 / 64] = UINT64_C(1) << 255 % 64;
	e.force.signals = UINT64_C(1) << (64 - 1);
	for (int status = 0; status < 256 << 8; status += 256)
		has += reason_has(&e.success, status);
	for (int sig = 1; sig <= 64; sig++)
		has += reason_has(&e.success, sig);
	is_int(has, 3, "a set has what was put in, 143 as SIGTERM too");
	is_int(reason_event(143 << 8, false, &e, &facts), AUTO_EXIT_CLEAN,
		"a code of SuccessExitStatus= is clean");
	is_int(reason_event(SIGKILL, true, &e, &facts), AUTO_EXIT_CLEAN,
		"and so is a signal, for a oneshot too");
	is_int(reason_event(255 << 8, false, &e, &facts), AUTO_EXIT_CODE,
		"another code is not");
	is_int(facts, FACT_PREVENT, "but may prevent a restart");
	is_int(reason_event(64, false, &e, &facts), AUTO_EXIT_SIGNAL,
		"another signal is not");
	is_int(facts, FACT_FORCE, "but may force one");
	is_int(reason_event(-1, false, &e, &facts), AUTO_EXIT_SIGNAL,
		"what nobody saw counts as a signal");
	is_int(facts, 0, "and is in no list");
}

/* What tcr-reap makes of a signal, back again. */
static void of_init(void)
{
	int same = 0;

	for (int code = 0; code < 256; code++)
		same += reason_of_init(code << 8) == code << 8;
	is_int(same, 256 - 64, "of 256 exit codes 64 say a signal");
	is_int(reason_of_init(143 << 8), SIGTERM, "143 is SIGTERM");
	is_int(reason_of_init(192 << 8), 64, "192 the last one");
	is_int(reason_of_init(SIGKILL), SIGKILL, "a signal is one");
	is_int(reason_of_init(-1), -1, "what nobody saw stays so");
}

static void results(void)
{
	char text[128];
	int unnamed = 0;

	is_int(reason_result(256), RESULT_EXIT_CODE, "exit-code");
	is_int(reason_result(SIGSEGV), RESULT_SIGNAL, "signal");
	is_int(reason_result(SIGSEGV | 0x80), RESULT_CORE_DUMP, "core-dump");
	is_int(reason_result(-1), RESULT_SIGNAL, "unknown is signal");
	for (int r = 0; r < RESULT_COUNT; r++)
		unnamed += !reason_result_name((enum reason_result)r);
	is_int(unnamed, 1, "all but no result have a name");
	ok(reason_maybe_oom(SIGKILL) && reason_maybe_oom(137 << 8) &&
			reason_maybe_oom(-1),
		"SIGKILL may be the OOM killer's, by whatever name");
	ok(!reason_maybe_oom(SIGTERM) && !reason_maybe_oom(0) &&
			!reason_maybe_oom(256),
		"nothing else is");
	reason_print_oom(text, sizeof(text), 32 << 20, 400);
	is_str(text,
		"killed by the OOM killer: memory.max 32M after 0.4 s "
		"(MemoryMax=)",
		"it is said with the limit");
	reason_print_oom(text, sizeof(text), INT64_MAX, 400);
	ok(strstr(text, "(ContainersMemoryMax=)") != NULL,
		"or that all containers together had none");
}

int main(void)
{
	lists();
	of_init();
	results();
	codes();
	by_signals();
	unknown();
	names();
	return done_testing();
}
