/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_SLOT_CALL_H
#define SUPERVISOR_SLOT_SLOT_CALL_H

#include "supervisor/slot/slotinfo.h"
#include "supervisor/slot/verdict.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Calls of tcr-slot, which alone knows the boot loader: one at a time, each
 * a task.  Where there are no slots nothing is called.
 */

enum slot_verb {
	SLOT_STATUS,
	SLOT_TRY,
	SLOT_GOOD,
	SLOT_BAD,
	SLOT_BOOT,
};

/* "try": as tcr-slot and tcrctl call it. */
const char *slot_call_verb(enum slot_verb verb);

struct slot_request {
	enum slot_verb verb;
	char slot;      /* 'a' or 'b'; 0: the other one than that which runs */
	unsigned tries; /* of SLOT_TRY; 0: as tcr-slot has it */
};

/* Looks whether there are slots; the first call comes later, as the boot has
 * better to do. */
void slot_call_init(void);
bool slot_call_there(void);

/*
 * Asks for a call, for who: false if another one is under way, or what the
 * slots are is not known yet; try again after the next turn.  Then
 * slot_call_answer() says whether it has ended, and with what: *rc is 0 or
 * -errno, the text why it failed.  slot_call_leave(): nobody waits for it.
 */
bool slot_call_ask(const void *who, const struct slot_request *r);
bool slot_call_answer(const void *who, int *rc, const char **text);
void slot_call_leave(const void *who);

/* What tcr-slot said last; NULL: it has not, and error says why or is "". */
struct slotinfo *slot_call_info(const char **error);

/* What is known of the firmware that was tried last. */
const struct verdict *slot_call_verdict(void);
/* Keeps that: of the firmware of this id, with the time of now. */
void slot_call_keep(const char *id, bool ran, const char *why);
/* Whether it is not on the disk yet. */
bool slot_call_keeping(void);

/* settled: the boot has. */
void slot_call_turn(int64_t now_ms, bool settled);
int64_t slot_call_deadline(void);
bool slot_call_reaped(pid_t pid, int status);
/* tcrd is to be replaced: true while that has to wait; no call is started. */
bool slot_call_hold(void);
void slot_call_drop(void);

#endif
