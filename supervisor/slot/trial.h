/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_TRIAL_H
#define SUPERVISOR_SLOT_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether firmware on trial is good: a pure machine, which knows no clock and
 * makes no system call.  The firmware is good when the boot has settled and
 * each unit with Critical=yes has been well for its StableSec=.  It is given up
 * when such a unit is down for good, or when a limit is over.
 */

/* What a unit with Critical=yes is like now. */
enum trial_sign {
	TRIAL_WELL,   /* it is up and, if it is checked, healthy */
	TRIAL_SICK,   /* it is up, but its checks have not found it healthy */
	TRIAL_DOWN,   /* it is not up, but that may come */
	TRIAL_FAILED, /* it is down for good */
};

enum trial_state {
	TRIAL_OFF,        /* nothing is on trial: each call changes nothing */
	TRIAL_WATCHING,   /* the units are watched */
	TRIAL_CONFIRMING, /* all is well: the slot is to be confirmed */
	TRIAL_CONFIRMED,
	TRIAL_GIVEN_UP,
};

#define TRIAL_NOBODY   SIZE_MAX
#define TRIAL_RETRY_MS 10000 /* after a confirmation that has failed */

struct trial {
	enum trial_state state;
	int64_t limit_ms; /* until when it has to be confirmed */
	int64_t retry_ms; /* not confirmed before */
	int64_t next_ms;  /* when to look again, if nothing happens before */
	int64_t now_ms;   /* of this look */
	bool settled;     /* the boot has */
	bool waits;
	/* The unit that is waited for, or the failed one; TRIAL_NOBODY. */
	size_t which;
	enum trial_sign sign; /* of that unit */
};

void trial_begin(struct trial *t, int64_t limit_ms);

/*
 * A look at the units: trial_look(), trial_unit() for each with Critical=yes,
 * then trial_judge(), which returns the new state.  well_ms: since when the
 * unit has been well.
 */
void trial_look(struct trial *t, bool settled, int64_t now_ms);
void trial_unit(struct trial *t, size_t which, enum trial_sign sign,
	int64_t well_ms, int64_t stable_ms);
enum trial_state trial_judge(struct trial *t);

/* In TRIAL_CONFIRMING: whether the confirmation has succeeded. */
void trial_answer(struct trial *t, bool done, int64_t now_ms);

#endif
