/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_UNIT_H
#define SUPERVISOR_LIFE_UNIT_H

#include "supervisor/base/task.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/delay.h"
#include "supervisor/life/health.h"
#include "supervisor/life/notify.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/times.h"
#include "supervisor/logs/output.h"
#include "supervisor/rungs/advertised.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define UNIT_EXIT_MAX 80

/* What the task under way does. */
enum unit_job {
	JOB_NONE,
	JOB_RAISE,
	JOB_LOWER,
	JOB_CHECK, /* looks at the conditions of a waiting unit */
	JOB_STAMP, /* saves when a timer has started its unit */
	JOB_MEND,  /* repairs what another program changed: guard.h */
	JOB_CLOSE, /* blocks forwarding until the firewall is repaired */
	JOB_LIMIT, /* changes the limits of a container that runs */
};

/* ReloadCmd= at work. */
struct life_reload {
	struct task task;
	int rc;                     /* how the last command ended */
	char text[HEALTH_LAST_MAX]; /* what it wrote */
};

/*
 * What other programs have changed in the network of a unit, and its repair
 * (manager/guard.h); all zero at first.
 */
struct guard {
	bool broken;        /* a repair is needed */
	bool failed;        /* one repair has failed already */
	bool closed;        /* the firewall: nothing is forwarded meanwhile */
	bool absent;        /* the unit's interface does not exist */
	int64_t due_ms;     /* when the next repair may start */
	int64_t ordered_ms; /* when the last repair was begun */
	int64_t mended_ms;  /* when the last repair ended well; 0: never */
	int64_t delay_ms;   /* between this repair and the next */
	uint16_t times;     /* repairs in a row */
};

/* A unit at work.  file is constant; life/ and manager/ change the rest. */
struct unit {
	struct unit_file *file;
	const struct rung *rungs;
	struct automaton_policy policy; /* the file's, and the ladder's shape */
	struct automaton a;
	enum unit_job job;   /* queued while task.pid is 0 */
	enum unit_job doing; /* what the task under way does */
	struct task task;
	pid_t pid;                /* 0: no process */
	struct loop_source alive; /* its pidfd */
	struct output out;
	int64_t stop_timeout_ms; /* of a unit whose file is gone: as it said */
	int stop_signal;
	bool stop_pending;   /* to be stopped once its dependents are down */
	bool then_start;     /* ... and then to be started again */
	bool held;           /* not to be started: control_hold.h */
	bool gone;           /* no file names it: to be taken down for good */
	bool limiting;       /* its limits are to change while it runs */
	bool limits_failed;  /* ... which was not possible: it restarts */
	bool booting;        /* wanted at boot and has not settled yet */
	int64_t frozen_ms;   /* since when its processes are stopped; 0: they
				are not */
	bool paused;         /* ... by tcrctl freeze, and not for a backup */
	int64_t timer_ms;    /* the automaton's timer; INT64_MAX: none */
	int64_t grace_ms;    /* until when PID 1's note may still come */
	int64_t since_ms;    /* when it entered its state */
	int64_t kept_ms;     /* since when it has been up, of a unit that tcrd
				found up and puts up again; 0 of others */
	int64_t well_ms;     /* since when it has been well, of a unit with
				Critical=yes in firmware on trial; else 0 */
	int64_t climb_ms;    /* when the last climb began */
	int64_t start_ms;    /* when the process started */
	uint32_t runs;       /* how often it came up */
	uint32_t restarts;   /* how often its policy started it again */
	int64_t ready_ms;    /* since when it has been ready */
	int64_t start_by_ms; /* when it must be ready; INT64_MAX: any time */
	struct delay_starts starts; /* for StartLimitBurst= */
	struct times times;
	struct guard guard;
	struct advertised advertised; /* resolvers, of an uplink */
	int64_t watchdog_ms;   /* until when WATCHDOG=1 must come; INT64_MAX */
	struct notify *notify; /* NULL: its container has no socket */
	struct health *health; /* NULL: it is never checked */
	struct life_reload *reload; /* NULL: no ReloadCmd= */
	enum reason_result result;  /* why it is not up as it should be */
	bool checked;               /* its conditions are met */
	bool ended;                 /* it went down: OnFailure=, OnSuccess= */
	bool doomed;                /* a unit that starts conflicts with it */
	bool mended; /* it or its files are new: units that failed for it may
			start again */
	uint32_t restarts_seen;        /* restarts that goals.c has handled */
	char cause[UNIT_CAUSE_MAX];    /* a sentence; "": nothing to say */
	char last_exit[UNIT_EXIT_MAX]; /* how the last process ended, or "" */
};

#endif
