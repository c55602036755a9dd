/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_LIFE_PARTS_H
#define SUPERVISOR_LIFE_LIFE_PARTS_H

#include "supervisor/life/automaton.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"

/* What the files of a unit's life (life*.c) have of each other. */

/* All units, for rungs. */
const struct conf *life_conf(void);

/* The console's and the log's one line for a change of state. */
void life_say(struct unit *u);
/* One line in the unit's own log, beside what it wrote itself. */
void life_note(struct unit *u, const char *text);

/* Gives the automaton an event, carries out its orders, says what changed. */
void life_feed(struct unit *u, enum automaton_event event, unsigned facts);
void life_perform(struct unit *u, unsigned orders);

/* Takes the process as the unit's; it may be gone already. */
void life_watch(struct unit *u, pid_t pid);
void life_drop(struct unit *u);
/* It has ended; how is told by a note, or by nobody. */
void life_ended(struct unit *u);

/* Asks the process to go, and arms the timer for that. */
void life_stop(struct unit *u);
/* Gives it its time for that, from now on. */
void life_stop_wait(struct unit *u);

/* Arms the timer of a unit that runs. */
void life_arm(struct unit *u);

/*
 * The process is to go, as the cause says: it is not what it should be.  facts
 * are enum automaton_fact.
 */
void life_unfit(struct unit *u, enum automaton_event event,
	enum reason_result result, unsigned facts);

/* Its socket, watchdog and checks: in step with its process. */
void life_signs_begin(struct unit *u);
void life_signs_adopt(struct unit *u);
void life_signs_end(struct unit *u);
void life_signs_forget(struct unit *u);
void life_signs_tick(struct unit *u, int64_t now_ms);
int64_t life_signs_deadline(const struct unit *u);

/*
 * Starts the task that looks at the unit's conditions, and takes what it
 * returned, or why it could not.
 */
void life_check(struct unit *u);
void life_checked(struct unit *u, int rc);

/* Says that TimeoutStartSec= is over. */
void life_late(struct unit *u);

/* The unit's timer is due. */
void life_timer(struct unit *u);

#endif
