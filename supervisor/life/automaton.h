/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_AUTOMATON_H
#define SUPERVISOR_LIFE_AUTOMATON_H

#include "supervisor/units/policy.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The life of one unit as a pure function: state and event in, state and orders
 * out.  It knows no clock, makes no system call and sees no other unit; life.c
 * and the manager do that.
 *
 * A rung is a step of a start that can be undone, and a ladder is the rungs of
 * a unit in order.  Starting climbs the ladder, stopping and failing descend
 * it; `level` counts the rungs that are held.  The goal (`want`) and the state
 * are two things: a start that is asked for during a descent is remembered and
 * done after it.
 */

/* How a process ended: the rows of the table of Restart= in systemd.service(5).
 */
enum automaton_end {
	END_CLEAN,
	END_CODE,   /* with an exit status that is not clean; a start failed */
	END_SIGNAL, /* by a signal that is not clean, or nobody knows how */
	END_TIMEOUT,
	END_WATCHDOG,
};

enum automaton_state {
	AUTO_DOWN,     /* level 0, nothing under way; outcome says why */
	AUTO_WAITING,  /* wanted, not yet allowed to climb */
	AUTO_RAISING,  /* rung `level` is being put up */
	AUTO_RUNNING,  /* all rungs are held (and the process runs) */
	AUTO_EXITED,   /* RemainAfterExit=yes: the process has ended; level 0 */
	AUTO_STOPPING, /* the process was sent its stop signal */
	AUTO_LOWERING, /* rung `level - 1` is being taken down */
	AUTO_BACKOFF,  /* waits for the next try */
};

/* Why a unit is down. */
enum automaton_outcome {
	OUTCOME_NONE,       /* it never ran, or was stopped on request */
	OUTCOME_EXITED,     /* its process ended cleanly by itself */
	OUTCOME_SKIPPED,    /* a condition of its start was not met */
	OUTCOME_FAILED,     /* exit status, signal, or a rung failed */
	OUTCOME_DEPENDENCY, /* a unit that it requires failed */
};

enum automaton_event {
	AUTO_WANT,        /* goal up: boot, tcrctl start, a dependent */
	AUTO_UNWANT,      /* goal down: tcrctl stop, shutdown */
	AUTO_CLEAR,       /* all that the unit waits for is there */
	AUTO_DEP_FAILED,  /* a unit that it requires cannot come up */
	AUTO_SKIP,        /* a condition of its start is not met */
	AUTO_LIMIT,       /* StartLimitBurst= or an Assert...= forbids it */
	AUTO_DONE,        /* the task under way succeeded */
	AUTO_FAILED,      /* the task under way failed */
	AUTO_LATE,        /* the task took too long and was killed */
	AUTO_READY,       /* the process says that it is ready */
	AUTO_EXIT_CLEAN,  /* the process ended well */
	AUTO_EXIT_CODE,   /* ... with an exit status that is not clean */
	AUTO_EXIT_SIGNAL, /* ... by a signal that is not clean, or unseen */
	AUTO_WATCHDOG,    /* the process did not send WATCHDOG=1 in time */
	AUTO_UNHEALTHY,   /* its checks fail: as if a signal had ended it */
	AUTO_LOST,        /* what a rung holds is gone: all is made again */
	AUTO_TIMER,       /* ORDER_TIMER's time is over; or, of a running
			     unit, TimeoutStartSec= or RuntimeMaxSec= is */
	AUTO_RESET,       /* forget earlier failures */
};

/* What else holds of an event that ends a run. */
enum automaton_fact {
	FACT_STABLE = 1,  /* a run long enough to forgive earlier failures */
	FACT_PREVENT = 2, /* RestartPreventExitStatus= names the end */
	FACT_FORCE = 4,   /* RestartForceExitStatus= names the end */
};

/* What life.c must do now: at most one of raise, lower, signal. */
enum automaton_order {
	ORDER_RAISE = 1,  /* start the task that puts rung `level` up */
	ORDER_LOWER = 2,  /* start the task that takes rung `level - 1` down */
	ORDER_SIGNAL = 4, /* send the stop signal; arm the stop timeout */
	ORDER_TIMER = 8,  /* arm the timer for delay_ms from now */
	ORDER_FORGET = 16 /* disarm the timer */
};

#define AUTO_STABLE_MS 60000 /* a run this long forgives earlier failures */
#define AUTO_RETRY_MS  1000  /* pause after a rung could not be taken down */

struct automaton {
	enum automaton_state state;
	enum automaton_outcome outcome;
	bool want;
	bool failing;     /* the unit goes down because of a failure */
	bool again;       /* after its failure the unit is tried again */
	bool from_bottom; /* before that all rungs are taken down */
	bool ready;       /* in AUTO_RUNNING: the unit does its work */
	uint8_t level;    /* number of rungs held */
	uint32_t streak;  /* restarts since the last stable run */
	int64_t delay_ms; /* the delay that ORDER_TIMER asks for */
};

/*
 * Takes one event; facts is a set of enum automaton_fact.  Returns a set of
 * enum automaton_order.  An event without a meaning in a state changes nothing
 * and returns 0.
 */
unsigned automaton_event(struct automaton *a, const struct automaton_policy *p,
	enum automaton_event event, unsigned facts);

/*
 * After a crash of tcrd: any rung of the unit may be held, nobody knows which.
 * Takes down all rungs, then does what is wanted.
 */
unsigned automaton_recover(
	struct automaton *a, const struct automaton_policy *p, bool want);

/* Whether Restart= starts a process again that ended like this. */
bool automaton_restarts(
	const struct automaton_policy *p, enum automaton_end end);

/*
 * How long a unit must have been ready so that its delays begin at RestartSec=
 * again: RestartResetSec=, or 60 s, or twice its last delay if that is longer.
 */
int64_t automaton_stable_ms(
	const struct automaton *a, const struct automaton_policy *p);

/*
 * Whether units that require this one may start: it is ready, or a oneshot that
 * has ended well, or a condition left it out.
 */
bool automaton_ready(
	const struct automaton *a, const struct automaton_policy *p);

#endif
