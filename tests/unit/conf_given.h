/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_CONF_GIVEN_H
#define TESTS_UNIT_CONF_GIVEN_H

/* Unit files that are read again and again, as a tcrd reads them that knows
 * which addresses it gave before. */
#include "tests/unit/conf_dir.h"

#define N "[Network]\n"

/* Loads with what was given before, and keeps what is given now. */
static inline void reload(void)
{
	char etc[128], saved[128], dir[512];
	const char *const dirs[] = {etc, NULL};
	const struct gather_source source = {
		.dirs = dirs, .cmdline = "", .saved = saved};

	snprintf(etc, sizeof(etc), "%s/etc", base);
	snprintf(saved, sizeof(saved), "%s/saved", base);
	mkdir(saved, 0755);
	captured[0] = 0;
	conf_done(&conf);
	is_int(load_all(&conf, &source), 0, "loads");
	for (size_t i = 0; i < conf.count; i++) {
		snprintf(dir, sizeof(dir), "%s/%s", saved, conf.units[i].name);
		mkdir(dir, 0755);
	}
	saved_write(&conf, saved);
}

/* Why a unit is refused, without the base directory. */
static inline const char *why(const char *name)
{
	static char text[1024];
	size_t len = strlen(base) + 1;

	snprintf(text, sizeof(text), "%s", bad(name) ? bad(name) : "good");
	for (char *p = text; (p = strstr(p, base));)
		memmove(p, p + len, strlen(p + len) + 1);
	return text;
}

#endif
