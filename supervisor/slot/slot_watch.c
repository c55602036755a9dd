/* SPDX-License-Identifier: MIT */
#include "supervisor/slot/slot_watch.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/int64.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/state_file.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/manager.h"
#include "supervisor/slot/slot_call.h"
#include "supervisor/slot/slotinfo.h"
#include "supervisor/slot/verdict.h"
#include "supervisor/units/unit_name.h"

#include <signal.h>
#include <string.h>

#define LEAVE_MS 10000 /* for the record, before the reboot */

static struct {
	struct trial trial;
	int64_t start_ms; /* when the first tcrd of this boot has started */
	int64_t confirm_ms;
	int64_t leave_ms; /* when to reboot without the record; 0: not yet */
	bool under_init, left, looked_back;
	char failed[VERDICT_WHY_MAX]; /* why the last confirmation failed */
} self;

void slot_watch_init(int64_t confirm_ms, bool under_init)
{
	struct state_device device;

	state_file_device_load(&device);
	self.start_ms = device.start_ms ? device.start_ms : io_now_ms();
	self.confirm_ms = confirm_ms;
	self.under_init = under_init;
	slot_call_init();
}

/* Whether a unit has a say: it is critical, and was or is to be started. */
static bool counts(const struct unit *u)
{
	return u->file->conf.goals.critical && !u->file->masked &&
	       (u->file->bad || u->file->conf.wanted || u->a.want ||
		       u->a.outcome >= OUTCOME_FAILED);
}

static enum trial_sign sign_of(const struct unit *u)
{
	const struct health *h = u->a.state == AUTO_RUNNING ? u->health : NULL;

	if (u->file->bad ||
		(u->a.state == AUTO_DOWN && u->a.outcome >= OUTCOME_FAILED))
		return TRIAL_FAILED;
	if (!automaton_ready(&u->a, &u->policy))
		return TRIAL_DOWN;
	return h && h->conf.from != CHECK_NONE && h->conf.times.interval_ms &&
			       h->state != HEALTH_HEALTHY
		       ? TRIAL_SICK
		       : TRIAL_WELL;
}

/* Looks at all units; the time since when each is well outlives tcrd. */
static enum trial_state look(int64_t now_ms)
{
	size_t count;
	struct unit *units = manager_units(&count);

	trial_look(&self.trial, manager_boot_ms() >= 0, now_ms);
	for (size_t i = 0; i < count; i++) {
		struct unit *u = &units[i];
		enum trial_sign sign;

		if (!counts(u))
			continue;
		sign = sign_of(u);
		if ((sign == TRIAL_WELL) != (u->well_ms > 0)) {
			u->well_ms = sign == TRIAL_WELL ? now_ms : 0;
			life_keep(u);
		}
		trial_unit(&self.trial, i, sign, u->well_ms,
			u->file->conf.goals.stable_ms);
	}
	return trial_judge(&self.trial);
}

/* The unit that the trial waits for; NULL: none. */
static const struct unit *waited(char name[UNIT_NAME_MAX + 16])
{
	size_t count;
	const struct unit *units = manager_units(&count);

	*name = 0;
	if (self.trial.which >= count)
		return NULL;
	unit_name_full(units[self.trial.which].file, name, UNIT_NAME_MAX + 16);
	return &units[self.trial.which];
}

/* Writes why the slot is given up. */
static void write_why(char why[VERDICT_WHY_MAX])
{
	static const char *const signs[] = {
		[TRIAL_WELL] = "stable",
		[TRIAL_SICK] = "healthy",
		[TRIAL_DOWN] = "up",
	};
	const struct trial *t = &self.trial;
	char name[UNIT_NAME_MAX + 16];
	const struct unit *u = waited(name);
	const char *cause = !u ? "" : u->file->bad ? u->file->bad : u->cause;
	long long after = self.confirm_ms / 1000;

	if (!u && t->settled)
		(void)fmt_print(why, VERDICT_WHY_MAX, "%s", self.failed);
	else if (!u)
		(void)fmt_print(why, VERDICT_WHY_MAX,
			"the boot was not over after %lld s", after);
	else if (t->sign == TRIAL_FAILED)
		(void)fmt_print(
			why, VERDICT_WHY_MAX, "%s failed: %s", name, cause);
	else
		(void)fmt_print(why, VERDICT_WHY_MAX,
			"%s not %s after %lld s%s%s", name, signs[t->sign],
			after, t->sign == TRIAL_DOWN && *cause ? ": " : "",
			t->sign == TRIAL_DOWN ? cause : "");
}

static void give_up(const struct slotinfo *s, const char *id, int64_t now_ms)
{
	char why[VERDICT_WHY_MAX];

	write_why(why);
	log_err("slot %c is given up: %s", slotinfo_upper(s->current), why);
	slot_call_keep(id, true, why);
	self.leave_ms = now_ms + LEAVE_MS;
}

/* Reboots as tcrctl does; the loader's count brings the other slot back. */
static void leave(const struct slotinfo *s)
{
	self.left = true;
	if (!self.under_init) {
		log_err("no reboot: tcr-init is not PID 1 here");
		return;
	}
	bootrecord_end(BOOTRECORD_REBOOT, "slot %c was not confirmed: %s",
		slotinfo_upper(s->current), slot_call_verdict()->why);
	if (kill(1, SIGTERM) < 0)
		(void)failed("signal PID 1");
}

/* Has tcr-slot confirm the slot. */
static void confirm(const struct slotinfo *s, int64_t now_ms)
{
	static const struct slot_request good = {.verb = SLOT_GOOD};
	const char *text;
	int rc;

	(void)slot_call_ask(&self, &good);
	if (!slot_call_answer(&self, &rc, &text))
		return;
	if (rc == 0)
		log_info("slot %c is good", slotinfo_upper(s->current));
	else
		(void)fmt_print(self.failed, sizeof(self.failed),
			"it could not be confirmed: %s", text);
	trial_answer(&self.trial, rc == 0, now_ms);
}

/* Once, after the way back: keeps what can be known of why it was.  Later the
 * other slot may be bad because something else is being written to it. */
static void look_back(const struct slotinfo_slot *other)
{
	const struct verdict *v = slot_call_verdict();
	const struct bootrecord *last = bootrecord_last();
	bool same = verdict_is_of(v, other->id);
	char why[VERDICT_WHY_MAX];

	if (self.looked_back || bootrecord_busy())
		return;
	self.looked_back = true;
	if (other->state != SLOTINFO_BAD || (!same && !*other->id) ||
		(same && *v->why))
		return;
	if (last && (last->end == BOOTRECORD_PANIC || (same && v->ran)))
		(void)fmt_print(why, sizeof(why), "%s: %s",
			bootrecord_name(last->end), last->why);
	else
		(void)fmt_print(why, sizeof(why), "%s",
			same && v->ran ? "it was not confirmed"
			: same ? "it never came as far as tcrd: kernel, root "
				 "or init"
			       : "nobody knows why");
	slot_call_keep(same ? v->id : other->id, true, why);
}

void slot_watch_turn(int64_t now_ms)
{
	const char *error;
	struct slotinfo *s = slot_call_info(&error);
	struct slotinfo_slot *current;
	const struct verdict *v = slot_call_verdict();

	slot_call_turn(now_ms, manager_boot_ms() >= 0);
	if (!s || goals_ending())
		return;
	if (self.trial.state == TRIAL_CONFIRMING)
		confirm(s, now_ms);
	current = slotinfo_current(s);
	if (current->state != SLOTINFO_TRIAL) {
		self.trial.state = TRIAL_OFF;
		look_back(slotinfo_other(s));
		return;
	}
	if (self.trial.state == TRIAL_OFF) {
		trial_begin(&self.trial, self.start_ms + self.confirm_ms);
		if (!v->ran || strcmp(v->id, current->id) != 0)
			slot_call_keep(current->id, true, "");
	}
	switch (look(now_ms)) {
	case TRIAL_CONFIRMING:
		confirm(s, now_ms);
		break;
	case TRIAL_GIVEN_UP:
		if (!self.leave_ms)
			give_up(s, current->id, now_ms);
		else if (!self.left &&
			 (!slot_call_keeping() || now_ms >= self.leave_ms))
			leave(s);
		break;
	case TRIAL_OFF:
	case TRIAL_WATCHING:
	case TRIAL_CONFIRMED:
		break;
	}
}

int64_t slot_watch_deadline(void)
{
	int64_t next_ms = slot_call_deadline();

	if (goals_ending())
		return next_ms;
	if (self.trial.state == TRIAL_WATCHING)
		next_ms = int64_min(next_ms, self.trial.next_ms);
	if (self.leave_ms && !self.left)
		next_ms = int64_min(next_ms, self.leave_ms);
	return next_ms;
}

enum trial_state slot_watch_state(char name[UNIT_NAME_MAX + 16])
{
	const struct trial *t = &self.trial;

	*name = 0;
	if (t->state != TRIAL_WATCHING)
		return t->state;
	return waited(name) || !t->settled ? TRIAL_WATCHING : TRIAL_CONFIRMING;
}
