/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_UNIT_H
#define SUPERVISOR_LIFE_UNIT_H

#include "supervisor/base/task.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/delay.h"
#include "supervisor/life/health.h"
#include "supervisor/life/notify.h"
#include "supervisor/life/reason.h"
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
	JOB_CHECK, /* of conditions: it waits meanwhile */
	JOB_STAMP, /* of a timer that has started its unit */
	JOB_MEND,  /* what another program took away is made good: guard.h */
	JOB_CLOSE, /* ... the firewall's later: until then all is closed */
};

/* ReloadCmd= at work. */
struct life_reload {
	struct task task;
	int rc; /* of the last one */
	char text[HEALTH_LAST_MAX];
};

/* What other programs took away of it (manager/guard.h); all zero at first. */
struct guard {
	bool broken;       /* it is not as it is to be */
	bool failed;       /* ... and could not be mended, once */
	bool closed;       /* ... the firewall's: nothing is forwarded */
	bool absent;       /* its interface is not there */
	int64_t due_ms;    /* when it may be mended */
	int64_t mended_ms; /* when it was, last; 0: never */
	int64_t delay_ms;
	uint16_t times; /* in a row */
};

/* A unit at work.  file is constant; the rest is the manager's. */
struct unit {
	struct unit_file *file;
	const struct rung *rungs;
	struct automaton_policy policy; /* the file's, and the ladder's shape */
	struct automaton a;
	enum unit_job job;   /* queued while task.pid is 0 */
	enum unit_job doing; /* of the task */
	struct task task;
	pid_t pid;                /* 0: no process */
	struct loop_source alive; /* its pidfd */
	struct output out;
	int64_t stop_timeout_ms; /* of one without a file, what that said */
	int stop_signal;
	bool stop_pending;   /* to be stopped once its dependents are down */
	bool then_start;     /* ... and started again */
	bool gone;           /* its file is: to be taken down, then forgotten */
	bool booting;        /* wanted at boot and has not settled yet */
	int64_t timer_ms;    /* the automaton's; INT64_MAX: none */
	int64_t grace_ms;    /* until when PID 1's note may still come */
	int64_t since_ms;    /* in this state */
	int64_t kept_ms;     /* since when an earlier tcrd had it up, and this
				one puts it up again; 0 */
	int64_t climb_ms;    /* when the last climb began */
	int64_t start_ms;    /* when the process started */
	uint32_t runs;       /* processes (or climbs) that came up */
	uint32_t restarts;   /* of them by itself */
	int64_t ready_ms;    /* since when it has been ready */
	int64_t start_by_ms; /* when it must be; INT64_MAX: any time */
	struct delay_starts starts; /* for StartLimitBurst= */
	struct guard guard;
	struct advertised advertised; /* an uplink's */
	int64_t watchdog_ms;   /* when it must have notified; INT64_MAX: none */
	struct notify *notify; /* NULL: its container has no socket */
	struct health *health; /* NULL: it is never checked */
	struct life_reload *reload; /* NULL: no ReloadCmd= */
	enum reason_result result;  /* why it is not up as it should be */
	bool checked;               /* its conditions are met */
	bool ended;                 /* has gone down, others may have to know */
	bool doomed;                /* excluded by one that starts */
	bool mended; /* new, or its files are: what failed for it may come */
	uint32_t restarts_seen;        /* restarts that others know of */
	char cause[UNIT_CAUSE_MAX];    /* a sentence; "": nothing to say */
	char last_exit[UNIT_EXIT_MAX]; /* how the last process ended, or "" */
};

#endif
