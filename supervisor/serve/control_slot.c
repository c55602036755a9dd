/* SPDX-License-Identifier: MIT */
/*
 * Requests for tcr-slot, of which one is carried out at a time: a client waits
 * for its turn, and then for the end of its call.
 */
#include "supervisor/serve/control_parts.h"

#include "init/text.h"

#include <string.h>

/* Reads "VERB [SLOT] [TRIES]"; false: it is something else. */
static bool parse(const char *words, struct slot_request *r)
{
	size_t len = strcspn(words, " ");
	enum slot_verb verb = SLOT_STATUS;

	while (verb <= SLOT_BOOT &&
		(strlen(slot_call_verb(verb)) != len ||
			strncmp(slot_call_verb(verb), words, len) != 0))
		verb++;
	*r = (struct slot_request){.verb = verb};
	words += len;
	if (*words && (words[1] == 'a' || words[1] == 'b')) {
		r->slot = words[1];
		words += 2;
	}
	if (*words)
		r->tries = (unsigned)text_digits(words + 1, &words, 10);
	return verb <= SLOT_BOOT && !*words && (verb != SLOT_BOOT || r->slot);
}

bool control_slot_check(struct client *c)
{
	const char *why;
	int rc;

	if (!c->slot_asked)
		c->slot_asked = slot_call_ask(c, &c->request);
	if (c->slot_asked && c->no_wait)
		rc = 0;
	else if (!slot_call_answer(c, &rc, &why))
		return false;
	if (rc < 0)
		control_answer(c, "error %d %s", EXITCODE_FAILED, why);
	else
		control_answer(c, "ok");
	return true;
}

enum control_result control_slot(struct client *c, const char *words)
{
	if (!slot_call_there()) {
		control_answer(c, "error %d this device has no slots",
			EXITCODE_FAILED);
		return CONTROL_DONE;
	}
	if (!parse(words, &c->request)) {
		control_answer(c, "error %d malformed request", EXITCODE_USAGE);
		return CONTROL_DONE;
	}
	c->slot = true;
	return control_slot_check(c) ? CONTROL_DONE : CONTROL_WAIT;
}

void control_slot_end(struct client *c)
{
	slot_call_leave(c);
}
