/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_REASON_H
#define SUPERVISOR_LIFE_REASON_H

#include "supervisor/life/automaton.h"
#include "supervisor/units/policy.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a unit is not up as it should be: its "result". */
enum reason_result {
	RESULT_NONE,
	RESULT_EXIT_CODE,
	RESULT_SIGNAL,
	RESULT_CORE_DUMP,
	RESULT_TIMEOUT,
	RESULT_WATCHDOG,
	RESULT_HEALTH,
	RESULT_OOM_KILL,
	RESULT_START_LIMIT,
	RESULT_DEPENDENCY,
	RESULT_ASSERT,    /* an Assert...= was not met */
	RESULT_RESOURCES, /* a rung could not be put up */
	RESULT_COUNT,
};

/* In all functions status is that of waitpid(2); negative: unknown. */

/*
 * The status of the program that tcr-reap started, from that of tcr-reap, which
 * exits with 128+n if signal n killed the program.
 */
int reason_of_init(int status);

/*
 * Whether the set has this status.  Signal n is also in the set if exit status
 * 128+n is, which is how podman reports it.
 */
bool reason_has(const struct reason_set *set, int status);

/*
 * The event that an end is for the automaton (systemd.service(5), Restart=).
 * Clean are exit status 0, SuccessExitStatus=, and, unless the unit is a
 * oneshot, SIGHUP, SIGINT, SIGTERM and SIGPIPE.  exits may be NULL.  *facts
 * becomes a set of enum automaton_fact, by the other lists of exits.
 */
enum automaton_event reason_event(int status, bool oneshot,
	const struct reason_exits *exits, unsigned *facts);

/* The result of an end that is not clean. */
enum reason_result reason_result(int status);

/* "exit-code"; NULL for RESULT_NONE. */
const char *reason_result_name(enum reason_result result);

/* Whether the OOM killer may have caused this end. */
bool reason_maybe_oom(int status);

/*
 * "killed by the OOM killer: memory.max 32M after 2 h"; INT64_MAX: all
 * containers together had no memory left.
 */
void reason_print_oom(
	char *text, size_t size, int64_t limit_bytes, int64_t ran_ms);

/* "0.4 s", "2 h 5 min" */
void reason_time(char *text, size_t size, int64_t ms);

/*
 * "exited with status 1 after 0.4 s", "killed by SIGSEGV (core dumped) after 2
 * h 5 min".
 */
void reason_print(char *text, size_t size, int status, int64_t ran_ms);

#endif
