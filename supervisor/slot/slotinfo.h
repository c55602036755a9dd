/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_SLOTINFO_H
#define SUPERVISOR_SLOT_SLOTINFO_H

#include "supervisor/slot/verdict.h"

#include <stdint.h>

/* What `tcr-slot status` prints; the texts are cleaned (utf8_clean). */

enum slotinfo_state {
	SLOTINFO_NONE,  /* there is no such slot */
	SLOTINFO_EMPTY, /* nothing is in it */
	SLOTINFO_BAD,   /* it was given up */
	SLOTINFO_TRIAL,
	SLOTINFO_GOOD,
};

struct slotinfo_slot {
	enum slotinfo_state state;
	int64_t tries;   /* that are left, on trial; else -1 */
	int64_t seconds; /* when it was built, since 1970; 0: not known */
	char version[64];
	char id[VERDICT_ID_MAX];
};

struct slotinfo {
	char current, next; /* 'a' or 'b'; next is 0 if nobody knows */
	char backend[16];
	struct slotinfo_slot slots[2]; /* a, b */
};

#define SLOTINFO_TEXT_MAX 2048

/* Reads such a text, of lines KEY=VALUE; overwrites it.  Keys that are not
 * known are of a later tcr-slot.  0 or -EBADMSG. */
int slotinfo_parse(struct slotinfo *s, char *text);

/* "good" */
const char *slotinfo_name(enum slotinfo_state state);

/* As people are told of a slot: 'B'. */
static inline char slotinfo_upper(char slot)
{
	return (char)(slot - 'a' + 'A');
}

/* The slot that runs, and the other one. */
static inline struct slotinfo_slot *slotinfo_current(struct slotinfo *s)
{
	return &s->slots[s->current == 'b'];
}

static inline struct slotinfo_slot *slotinfo_other(struct slotinfo *s)
{
	return &s->slots[s->current != 'b'];
}

#endif
