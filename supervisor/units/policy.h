/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_POLICY_H
#define SUPERVISOR_UNITS_POLICY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What a unit's file says for the automaton (supervisor/life/automaton.h),
 * which carries it out: when a unit is started again, and which ends are good
 * ones.
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

/* What is done when a life has ended, and when a unit counts as started. */
struct automaton_policy {
	enum automaton_restart restart;
	bool oneshot;           /* Type=oneshot: started when it exits 0 */
	bool remain;            /* RemainAfterExit= */
	bool notifies;          /* Notify=: its process running is not enough */
	uint16_t steps;         /* RestartSteps=; 0: each delay doubles */
	int64_t restart_ms;     /* RestartSec=, the first delay */
	int64_t restart_max_ms; /* RestartMaxDelaySec= */
	int64_t reset_ms;       /* RestartResetSec=; 0: see stable_ms below */
	uint8_t rungs;          /* of the ladder, at least 1 */
	bool process;           /* the last rung gives a process */
};

/* Exit statuses and signals. */
struct reason_set {
	uint64_t codes[4]; /* a bit each, 0 to 255 */
	uint64_t signals;  /* 1 to 64, from bit 0 */
};

/* What a unit says of the ends of its process. */
struct reason_exits {
	struct reason_set success; /* SuccessExitStatus= */
	struct reason_set prevent; /* RestartPreventExitStatus= */
	struct reason_set force;   /* RestartForceExitStatus= */
};

#endif
