/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_CONF_DIR_H
#define TESTS_UNIT_CONF_DIR_H

/* Unit files in directories of their own, and what load_all makes of them. */
#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/saved.h"
#include "tests/unit/capture.h"
#include "tests/unit/tap.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

#define C "[Container]\nImage=a\n"

static char base[64];
static struct conf conf;

static inline int forget(
	const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void clear(void)
{
	nftw(base, forget, 16, FTW_DEPTH | FTW_PHYS);
	for (const char *const *p =
			(const char *const[]){"", "/run", "/etc", NULL};
		*p; p++) {
		char path[128];

		snprintf(path, sizeof(path), "%s%s", base, *p);
		mkdir(path, 0755);
	}
}

static inline const char *at(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	return path;
}

static inline void put(const char *name, const char *text)
{
	FILE *f = fopen(at(name), "w");

	if (f) {
		fputs(text, f);
		fclose(f);
		chmod(at(name), 0644);
	}
}

/* Loads what is there; captured[] has no word of the base directory. */
static inline void load(const char *cmdline)
{
	char run[128], etc[128];
	const char *const dirs[] = {run, etc, "/nonexistent", NULL};
	const struct gather_source source = {.dirs = dirs, .cmdline = cmdline};
	size_t len = strlen(base) + 1;

	snprintf(run, sizeof(run), "%s/run", base);
	snprintf(etc, sizeof(etc), "%s/etc", base);
	captured[0] = 0;
	conf_done(&conf);
	is_int(load_all(&conf, &source), 0, "loads");
	for (char *p = captured; (p = strstr(p, base));)
		memmove(p, p + len, strlen(p + len) + 1);
}

static inline const char *bad(const char *name)
{
	int i = conf_find(&conf, name);
	const char *text = i < 0 ? "no such unit" : conf.units[i].bad;

	if (text && !strncmp(text, base, strlen(base)))
		text += strlen(base) + 1;
	return text;
}

static inline bool begin(void)
{
	snprintf(base, sizeof(base), "/tmp/tcr-conf-XXXXXX");
	if (!mkdtemp(base))
		return false;
	capture_begin();
	return true;
}

static inline int end(void)
{
	conf_done(&conf);
	nftw(base, forget, 16, FTW_DEPTH | FTW_PHYS);
	return done_testing();
}

#endif
