/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_POLICY_H
#define SUPERVISOR_UNITS_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * When a unit is started again, and which ends of its process are successes, as
 * its file says.  The automaton (supervisor/life/automaton.h) carries it out.
 */

enum automaton_restart {
	RESTART_NO,
	RESTART_ALWAYS,
	RESTART_ON_SUCCESS,
	RESTART_ON_FAILURE,
	RESTART_ON_ABNORMAL,
	RESTART_ON_ABORT,
	RESTART_ON_WATCHDOG,
};

/*
 * Whether a unit is started again when its process has ended, and from when on
 * it counts as started.
 */
struct automaton_policy {
	enum automaton_restart restart;
	bool oneshot;   /* Type=oneshot: started when it exits 0 */
	bool remain;    /* RemainAfterExit= */
	bool notifies;  /* Notify=: it is started when its process says so */
	uint16_t steps; /* RestartSteps=; 0: each delay doubles */
	int64_t restart_ms;     /* RestartSec=, the first delay */
	int64_t restart_max_ms; /* RestartMaxDelaySec= */
	int64_t reset_ms; /* RestartResetSec=; 0: see automaton_stable_ms() */
	uint8_t rungs;    /* steps of a start, at least 1 */
	bool process;     /* the last step starts a process */
};

/* A set of exit statuses and signals. */
struct reason_set {
	uint64_t codes[4]; /* bit N: exit status N, 0 to 255 */
	uint64_t signals;  /* bit N: signal N + 1; signals are 1 to 64 */
};

/* Exit statuses and signals for which a unit's file has a rule. */
struct reason_exits {
	struct reason_set success; /* SuccessExitStatus= */
	struct reason_set prevent; /* RestartPreventExitStatus= */
	struct reason_set force;   /* RestartForceExitStatus= */
};

#endif
