/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_LIFE_PARTS_H
#define SUPERVISOR_LIFE_LIFE_PARTS_H

#include "supervisor/life/automaton.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"

/* Functions that the files of a unit's life (life*.c) share with each other. */

/* All units, for rungs. */
const struct conf *life_conf(void);

/* Logs a change of state in one line, on the console and in the unit's log. */
void life_say(struct unit *u);
/* Writes one line to the unit's own log. */
void life_note(struct unit *u, const char *text);

/* Gives the automaton an event, carries out its orders, logs what changed. */
void life_feed(struct unit *u, enum automaton_event event, unsigned facts);
/* Carries out orders of the automaton. */
void life_perform(struct unit *u, unsigned orders);

/* Makes pid the process of u and watches it; it may have ended already. */
void life_watch(struct unit *u, pid_t pid);
/* Ends watching: u has no process any more. */
void life_drop(struct unit *u);
/* The process has ended; a note with its exit status may follow. */
void life_ended(struct unit *u);

/* Sends the stop signal and arms the timer for the stop timeout. */
void life_stop(struct unit *u);
/* Arms the timer for the stop timeout, which began at since_ms. */
void life_stop_wait(struct unit *u, int64_t since_ms);

/* Arms the timer of a unit that runs. */
void life_arm(struct unit *u);

/*
 * The process must not go on, as the unit's cause says.  facts is a set of enum
 * automaton_fact.
 */
void life_unfit(struct unit *u, enum automaton_event event,
	enum reason_result result, unsigned facts);

/*
 * Notify socket, watchdog and checks of a unit: its process has started, was
 * adopted, or has ended; the unit is started again; time has passed.
 */
void life_signs_begin(struct unit *u);
void life_signs_adopt(struct unit *u);
void life_signs_end(struct unit *u);
void life_signs_forget(struct unit *u);
void life_signs_tick(struct unit *u, int64_t now_ms);
int64_t life_signs_deadline(const struct unit *u);

/* Goes on from the pause of an earlier tcrd; false: there was none. */
bool life_pause_adopt(struct unit *u);
/* The unit is on its way down: nothing of it stays frozen. */
void life_pause_end(struct unit *u);

/* Starts the task that looks at the unit's conditions. */
void life_check(struct unit *u);
/* That task has returned rc. */
void life_checked(struct unit *u, int rc);

/* Adds to the cause that a block of the unit's image was found damaged, if so.
 */
void life_blame_image(struct unit *u);

/* Sets the cause: TimeoutStartSec= is over. */
void life_late(struct unit *u);

/* The unit's timer is due. */
void life_timer(struct unit *u);

#endif
