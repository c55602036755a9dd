/* SPDX-License-Identifier: MIT */
#include "supervisor/units/settings.h"

#include <string.h>

const char *settings_next(
	const struct strv *defaults, int section, const char *key, size_t *at)
{
	size_t len = strlen(key);

	while (defaults && *at < defaults->n) {
		const char *text = defaults->v[(*at)++];

		if (text[0] == '0' + section && !strncmp(text + 1, key, len) &&
			text[1 + len] == '=')
			return text + len + 2;
	}
	return NULL;
}

void settings_done(struct settings *s)
{
	arena_done(&s->arena);
	*s = (struct settings){0};
}
