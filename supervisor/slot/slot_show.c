/* SPDX-License-Identifier: MIT */
#include "supervisor/slot/slot_show.h"

#include "images/date.h"
#include "init/fmt.h"
#include "supervisor/base/json.h"
#include "supervisor/slot/slot_call.h"
#include "supervisor/slot/slot_watch.h"
#include "supervisor/slot/slotinfo.h"
#include "supervisor/slot/verdict.h"

#include <stdbool.h>
#include <string.h>

#define TEXT_MAX (2 * VERDICT_WHY_MAX)

/* An empty text is null. */
static void put_some(struct json *j, const char *key, const char *text)
{
	json_string(j, key, *text ? text : NULL);
}

static void put_letter(struct json *j, const char *key, char slot)
{
	const char text[] = {slot, 0};

	put_some(j, key, text);
}

static void put_time(struct json *j, const char *key, int64_t seconds)
{
	char time[DATE_TEXT];

	date_write(time, seconds);
	put_some(j, key, seconds > 0 && time[1] ? time : "");
}

/* "b_state": valid until the next call. */
static const char *key_of(char slot, const char *leaf)
{
	static char key[16];

	(void)fmt_print(key, sizeof(key), "%c_%s", slot, leaf);
	return key;
}

static void put_slot(struct json *j, char slot, const struct slotinfo_slot *s)
{
	json_string(j, key_of(slot, "state"), slotinfo_name(s->state));
	if (s->tries < 0)
		json_null(j, key_of(slot, "tries"));
	else
		json_int(j, key_of(slot, "tries"), s->tries);
	put_some(j, key_of(slot, "version"), s->version);
	put_time(j, key_of(slot, "time"), s->seconds);
	put_some(j, key_of(slot, "id"), s->id);
}

/* Of a slot on trial: what it waits for. */
static void write_trial(
	char *text, size_t size, const struct slotinfo *s, int64_t tries)
{
	char name[UNIT_NAME_MAX + 16];
	enum trial_state state = slot_watch_state(name);
	const char *what = state == TRIAL_GIVEN_UP   ? "is given up, "
			   : state == TRIAL_WATCHING ? "waits for "
						     : "is being confirmed";
	const char *whom = state == TRIAL_GIVEN_UP   ? slot_call_verdict()->why
			   : state != TRIAL_WATCHING ? ""
			   : *name                   ? name
						     : "the boot";

	(void)fmt_print(text, size, "slot %c on trial, %lld %s left: %s%s",
		slotinfo_upper(s->current), (long long)tries,
		tries == 1 ? "try" : "tries", what, whom);
}

/* Whether it is known why the slot was given up. */
static bool is_told(const struct slotinfo_slot *s, const struct verdict *v)
{
	return s->state == SLOTINFO_BAD && verdict_is_of(v, s->id) && *v->why;
}

/* Writes what there is to say of the slots, as one sentence; "": nothing. */
static void write_text(char *text, size_t size, struct slotinfo *s,
	const char *error, const struct verdict *v)
{
	const struct slotinfo_slot *current = slotinfo_current(s);
	const struct slotinfo_slot *other = slotinfo_other(s);
	char else_slot = s->current == 'a' ? 'B' : 'A';

	*text = 0;
	if (*error)
		(void)fmt_print(text, size, "%s", error);
	else if (current->state == SLOTINFO_TRIAL)
		write_trial(text, size, s, current->tries);
	else if (s->next && s->next != s->current)
		(void)fmt_print(text, size, "slot %c boots next%s", else_slot,
			other->state == SLOTINFO_TRIAL ? ", on trial" : "");
	else if (is_told(other, v))
		(void)fmt_print(text, size, "slot %c was given up: %s",
			else_slot, v->why);
}

void slot_show(struct json *j)
{
	const struct verdict *v = slot_call_verdict();
	const char *error;
	struct slotinfo *s = slot_call_info(&error), none = {.current = 0};
	char text[TEXT_MAX], name[UNIT_NAME_MAX + 16];
	bool told;

	if (!s && !*error) {
		json_null(j, "slot");
		return;
	}
	if (!s)
		s = &none;
	write_text(text, sizeof(text), s, error, v);
	(void)slot_watch_state(name);
	told = is_told(slotinfo_other(s), v);
	json_open(j, "slot", '{');
	put_letter(j, "current", s->current);
	put_letter(j, "next", s->next);
	put_some(j, "backend", s->backend);
	put_some(j, "text", text);
	put_some(j, "waits", name);
	put_some(j, "error", error);
	put_letter(j, "given_up", !told ? 0 : s->current == 'a' ? 'b' : 'a');
	put_some(j, "why", told ? v->why : "");
	put_time(j, "why_time", told ? v->seconds : 0);
	put_slot(j, 'a', &s->slots[0]);
	put_slot(j, 'b', &s->slots[1]);
	json_close(j, '}');
}
