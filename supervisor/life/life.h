/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_LIFE_H
#define SUPERVISOR_LIFE_LIFE_H

#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/rungs/rung.h"

/*
 * One unit's life: carries out what its automaton orders and tells it what came
 * of that.  Knows nothing of other units.
 */

#define LIFE_STATUS_UNKNOWN (-1) /* it ended, nobody saw how */

struct conf;

/* conf is what rungs are given of the other units, and must stay. */
void life_init(const struct conf *conf, bool under_init);

/* Gives the automaton an event and carries out its orders. */
void life_event(struct unit *u, enum automaton_event event);

/* Starts the queued job: a task, or a daemon. */
void life_start_job(struct unit *u);

/* How mending a unit ended: for who ordered that, as it is not its life. */
struct life_mend {
	bool ended;
	int rc;
	char text[UNIT_CAUSE_MAX - 32]; /* what the task said */
};

/* The unit's task has ended with a waitpid(2) status. */
void life_task_ended(struct unit *u, int status, struct life_mend *mend);

/* The unit's process has ended. */
void life_exited(struct unit *u, int status);

/* What it stands on has gone, as its cause says: all of it is made anew. */
void life_lost(struct unit *u);

/* Its rung that can be mended while it is held; NULL: none is. */
const struct rung *life_mendable(const struct unit *u);

/* Makes what the unit's file asks for: its socket, its checks; 0 or -errno. */
int life_signs_open(struct unit *u);
/* A child has ended: true if it was a check or a reload of the unit's. */
bool life_signs_reaped(struct unit *u, pid_t pid, int status);
/* Ends these before tcrd is replaced. */
void life_signs_drop(const struct unit *u);

/* Sends a signal to the unit's process; -ESRCH without one. */
int life_kill(const struct unit *u, int sig);

/*
 * Sends ReloadSignal=, or starts ReloadCmd=, which goes on as u->reload->task.
 * 0, -ENOTSUP without either, -ESRCH if it does not run, -EBUSY, -errno.
 */
int life_reload(struct unit *u);

/* Timers that are due, and what floods and late notes wait for. */
void life_tick(struct unit *u, int64_t now_ms);
/* The next time that life_tick is due; INT64_MAX: never. */
int64_t life_deadline(const struct unit *u);

enum life_adopted {
	LIFE_NEW,  /* nothing is there of it */
	LIFE_KEPT, /* it goes on from the saved state */
	LIFE_LEFT, /* what is there is to go: its file was away, the unit is new */
};

/* After a restart of tcrd. */
enum life_adopted life_adopt(struct unit *u);

/* Saves the unit for a successor, as each change of state does. */
void life_keep(const struct unit *u);

/* Takes an action of the unit's file on the device; key is which one. */
void life_act(const struct unit *u, enum unit_action action, const char *key);

/* Says why the unit is where it is, unless it says so already. */
void life_cause(struct unit *u, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
