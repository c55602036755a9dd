/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_AUTOMATON_H
#define SUPERVISOR_LIFE_AUTOMATON_H

#include "supervisor/units/policy.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The life of one unit as a pure function: state and event in, state and orders
 * out.  No clock, no system call, no other unit: those are the manager's.
 *
 * A unit is a ladder of rungs.  Starting climbs it, stopping and failing
 * descend it; `level` counts the rungs held.  What is wanted (`want`) is kept
 * apart from what is (`state`): a start while descending is remembered and done
 * after.
 */

/* How a life ended: the rows of systemd.service(5)'s table of Restart=. */
enum automaton_end {
	END_CLEAN,
	END_CODE,   /* an exit status that is not clean, or a start failed */
	END_SIGNAL, /* the same of a signal, or nobody knows */
	END_TIMEOUT,
	END_WATCHDOG,
};

enum automaton_state {
	AUTO_DOWN,     /* level 0, nothing under way; outcome says why */
	AUTO_WAITING,  /* wanted, not yet allowed to climb */
	AUTO_RAISING,  /* rung `level` is being put up */
	AUTO_RUNNING,  /* all rungs held (and the process runs) */
	AUTO_EXITED,   /* a oneshot that remains, its process gone; level 0 */
	AUTO_STOPPING, /* the process has been asked to go */
	AUTO_LOWERING, /* rung `level - 1` is being taken down */
	AUTO_BACKOFF,  /* waits for the next try */
};

/* How the last life ended; a unit that is down shows it. */
enum automaton_outcome {
	OUTCOME_NONE,       /* never ran, or stopped as asked */
	OUTCOME_EXITED,     /* ended cleanly by itself */
	OUTCOME_SKIPPED,    /* a condition of its start was not met */
	OUTCOME_FAILED,     /* exit status, signal, or a rung failed */
	OUTCOME_DEPENDENCY, /* something that it requires failed */
};

enum automaton_event {
	AUTO_WANT,        /* goal up: boot, tcrctl start, a dependent */
	AUTO_UNWANT,      /* goal down: tcrctl stop, shutdown */
	AUTO_CLEAR,       /* everything it waits for is there */
	AUTO_DEP_FAILED,  /* something that it requires cannot come up */
	AUTO_SKIP,        /* a condition of its start is not met */
	AUTO_LIMIT,       /* it was started too often: StartLimitBurst= */
	AUTO_DONE,        /* the task under way succeeded */
	AUTO_FAILED,      /* the task under way failed */
	AUTO_LATE,        /* it was killed: TimeoutStartSec= is over */
	AUTO_READY,       /* the process says that it is ready */
	AUTO_EXIT_CLEAN,  /* the process ended well */
	AUTO_EXIT_CODE,   /* with an exit status that is not clean */
	AUTO_EXIT_SIGNAL, /* by a signal that is not, or nobody knows how */
	AUTO_WATCHDOG,    /* the process did not say that it is alive */
	AUTO_UNHEALTHY,   /* its checks fail: as if a signal had ended it */
	AUTO_LOST,        /* what a rung holds has gone: all is made anew */
	AUTO_TIMER,       /* the timer that was ordered, or the process' time is
			     over: TimeoutStartSec=, RuntimeMaxSec= */
	AUTO_RESET,       /* forget earlier failures */
};

/* What else an event that ends a life says. */
enum automaton_fact {
	FACT_STABLE = 1,  /* it was long enough to forgive earlier failures */
	FACT_PREVENT = 2, /* RestartPreventExitStatus= */
	FACT_FORCE = 4,   /* RestartForceExitStatus= */
};

/* What the manager must do now: at most one of raise, lower, signal. */
enum automaton_order {
	ORDER_RAISE = 1,  /* start the task that puts rung `level` up */
	ORDER_LOWER = 2,  /* start the task that takes rung `level - 1` down */
	ORDER_SIGNAL = 4, /* ask the process to stop; arm its stop timeout */
	ORDER_TIMER = 8,  /* arm the timer to delay_ms */
	ORDER_FORGET = 16 /* disarm the timer */
};

#define AUTO_STABLE_MS 60000 /* a run this long forgives earlier failures */
#define AUTO_RETRY_MS  1000  /* before a descent that failed is tried again */

struct automaton {
	enum automaton_state state;
	enum automaton_outcome outcome;
	bool want;
	bool failing;     /* on the way down because of a failure */
	bool again;       /* ... after which it is tried again */
	bool anew;        /* ... from the first rung, also with a process */
	bool ready;       /* AUTO_RUNNING: and it does its work */
	uint8_t level;    /* rungs held */
	uint32_t streak;  /* restarts since the last stable run */
	int64_t delay_ms; /* what ORDER_TIMER asks for */
};

/*
 * Takes one event; facts are enum automaton_fact.  Returns orders.  Total: an
 * event that means nothing in a state changes nothing and returns 0.
 */
unsigned automaton_event(struct automaton *a, const struct automaton_policy *p,
	enum automaton_event event, unsigned facts);

/*
 * After a crash of the supervisor: something of the unit may be there, nobody
 * knows what.  Descends from the top, then does what is wanted.
 */
unsigned automaton_recover(
	struct automaton *a, const struct automaton_policy *p, bool want);

/* Whether a life that ended like this is followed by another. */
bool automaton_restarts(
	const struct automaton_policy *p, enum automaton_end end);

/* How long it must have been ready to reset the ramp: RestartResetSec=, or
 * max(60 s, twice the delay). */
int64_t automaton_stable_ms(
	const struct automaton *a, const struct automaton_policy *p);

/* It is what a unit that requires it waits for: up, or done for a oneshot. */
bool automaton_ready(
	const struct automaton *a, const struct automaton_policy *p);

#endif
