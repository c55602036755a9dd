/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_SLOT_WATCH_H
#define SUPERVISOR_SLOT_SLOT_WATCH_H

#include "supervisor/slot/trial.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The trial of the slot that runs (trial.h): confirms the slot, or keeps why
 * not and reboots.  After the way back it finds out why that was.  Of a slot
 * that is confirmed nothing is watched.
 */

/* confirm_ms: SlotConfirmSec=; under_init: PID 1 is tcr-init. */
void slot_watch_init(int64_t confirm_ms, bool under_init);
void slot_watch_turn(int64_t now_ms);
int64_t slot_watch_deadline(void);

/* The trial now, and the name of the unit that it waits for, or "". */
enum trial_state slot_watch_state(char name[UNIT_NAME_MAX + 16]);

#endif
