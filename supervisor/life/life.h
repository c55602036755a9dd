/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_LIFE_H
#define SUPERVISOR_LIFE_LIFE_H

#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/rungs/rung.h"

/*
 * One unit's life: carries out the orders of the unit's automaton and returns
 * the results to it as events.  Knows nothing of other units.
 */

#define LIFE_STATUS_UNKNOWN (-1) /* the process ended, nobody saw how */

struct conf;

/* Rungs get conf to read of other units; it must stay valid. */
void life_init(const struct conf *conf, bool under_init);

/* Gives the automaton an event and carries out its orders. */
void life_event(struct unit *u, enum automaton_event event);

/* Starts the queued job: a task, or a daemon. */
void life_start_job(struct unit *u);

/* How a repair of a unit's rung (JOB_MEND) ended; guard.c ordered it. */
struct life_mend {
	bool ended;                     /* the task was such a repair */
	bool limited;                   /* it was a change of limits */
	int rc;                         /* 0 or -errno */
	char text[UNIT_CAUSE_MAX - 32]; /* the last line that it logged */
};

/* The unit's task has ended with this status of waitpid(2). */
void life_task_ended(struct unit *u, int status, struct life_mend *mend);

/* The unit's process has ended with this status of waitpid(2). */
void life_exited(struct unit *u, int status);

/*
 * What a rung of u holds is gone, as its cause already says: u is taken down
 * and, if its policy says so, started again from the first rung.
 */
void life_lost(struct unit *u);

/* The rung of u that can be mended while it is held; NULL: there is none. */
const struct rung *life_mendable(const struct unit *u);

/* Makes the notify socket and the checks of u's file; 0 or -errno. */
int life_signs_open(struct unit *u);
/* A child has ended: returns whether it was a check or a reload of u. */
bool life_signs_reaped(struct unit *u, pid_t pid, int status);
/* Kills a check and a reload under way, before tcrd is replaced. */
void life_signs_drop(const struct unit *u);

/* Sends a signal to the unit's process; -ESRCH unless the unit runs. */
int life_kill(const struct unit *u, int sig);

/*
 * Stops the unit's processes where they are, and lets them go on.  Meanwhile
 * neither WatchdogSec= nor the health checks count.  0 or -errno.
 */
int life_freeze(struct unit *u);
void life_thaw(struct unit *u);

/*
 * The same for who asks with `tcrctl freeze` or thaw: it also holds for the
 * next tcrd, and until the unit is stopped.  0, -ESRCH unless the unit runs, or
 * another -errno.  A unit that is held for a backup goes on after that.
 */
int life_pause(struct unit *u, bool on);

/*
 * Sends ReloadSignal=, or starts ReloadCmd= as u->reload->task.  Returns 0,
 * -ENOTSUP if the file has neither, -ESRCH unless the unit runs, -EBUSY if a
 * reload is under way, or another -errno.
 */
int life_reload(struct unit *u);

/* The unit runs as its files say: they do not count as changed any more. */
void life_accept(struct unit *u);

/* Does what is due: timers, deadlines, reading that was paused. */
void life_tick(struct unit *u, int64_t now_ms);
/* When life_tick() is due; INT64_MAX: never. */
int64_t life_deadline(const struct unit *u);

enum life_adopted {
	LIFE_NEW,  /* nothing of the unit is there */
	LIFE_KEPT, /* the unit goes on from its saved state */
	LIFE_LEFT, /* what is there has to go down: the file was gone meanwhile
		      and this is a new unit */
};

/* Takes over after a restart of tcrd what an earlier one has left of u. */
enum life_adopted life_adopt(struct unit *u);

/* Saves the unit for the next tcrd; each change of state does so, too. */
void life_keep(const struct unit *u);

/* Ends the device as the unit's file asks; key is the name of the key. */
void life_act(const struct unit *u, enum unit_action action, const char *key);

/* The unit's state in the words of the status document. */
const char *life_state(const struct unit *u);

/* Sets the unit's cause: a sentence that says why it is in its state. */
void life_cause(struct unit *u, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
