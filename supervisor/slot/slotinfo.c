/* SPDX-License-Identifier: MIT */
#include "supervisor/slot/slotinfo.h"

#include "init/text.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <string.h>

const char *slotinfo_name(enum slotinfo_state state)
{
	static const char *const names[] = {
		[SLOTINFO_NONE] = "none",
		[SLOTINFO_EMPTY] = "empty",
		[SLOTINFO_BAD] = "bad",
		[SLOTINFO_TRIAL] = "trial",
		[SLOTINFO_GOOD] = "good",
	};

	return names[state];
}

static void set(char *out, size_t size, const char *value)
{
	utf8_copy(out, size, value, strlen(value));
}

static int64_t number(const char *value)
{
	const char *end;
	uint64_t n = text_digits(value, &end, 10);

	return end == value || *end || n > INT64_MAX ? -1 : (int64_t)n;
}

/* Takes a value of a slot; false: there is no such state. */
static bool take_slot(
	struct slotinfo_slot *s, const char *key, const char *value)
{
	enum slotinfo_state state = SLOTINFO_NONE;

	if (strcmp(key, "tries") == 0)
		s->tries = number(value);
	else if (strcmp(key, "version") == 0)
		set(s->version, sizeof(s->version), value);
	else if (strcmp(key, "time") == 0)
		s->seconds = number(value);
	else if (strcmp(key, "id") == 0)
		set(s->id, sizeof(s->id), value);
	if (strcmp(key, "state") != 0)
		return true;
	while (state <= SLOTINFO_GOOD &&
		strcmp(slotinfo_name(state), value) != 0)
		state++;
	s->state = state;
	return state <= SLOTINFO_GOOD;
}

static char letter(const char *value)
{
	return (*value == 'a' || *value == 'b') && !value[1] ? *value : 0;
}

int slotinfo_parse(struct slotinfo *s, char *text)
{
	struct slotinfo n = {.slots = {{.tries = -1}, {.tries = -1}}};
	char *save = NULL;
	bool good = true;

	for (char *key = strtok_r(text, "\n", &save); key;
		key = strtok_r(NULL, "\n", &save)) {
		char *value = strchr(key, '=');

		if (!value)
			return -EBADMSG;
		*value++ = 0;
		if (strcmp(key, "current") == 0)
			n.current = letter(value);
		else if (strcmp(key, "next") == 0)
			n.next = letter(value);
		else if (strcmp(key, "backend") == 0)
			set(n.backend, sizeof(n.backend), value);
		else if ((*key == 'a' || *key == 'b') && key[1] == '.')
			good &= take_slot(
				&n.slots[*key == 'b'], key + 2, value);
	}
	if (!good || !n.current)
		return -EBADMSG;
	*s = n;
	return 0;
}
