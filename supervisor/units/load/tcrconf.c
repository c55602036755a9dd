/* SPDX-License-Identifier: MIT */
/* Reads tcr.conf in the way of a unit file. */
#include "supervisor/units/load/tcrconf.h"

#include "init/fmt.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/reader.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int by_leaf(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;

	return strcmp(strrchr(x, '/'), strrchr(y, '/'));
}

/* Lists tcr.conf, if there is one, then the drop-ins sorted by name. */
static int list(
	const char *const *dirs, struct arena *arena, struct strv *paths)
{
	char path[PATH_MAX];
	size_t own;
	int rc = 0;

	for (size_t i = 0; rc == 0 && dirs[i] && paths->n == 0; i++) {
		rc = fmt_print(path, sizeof(path), "%s/tcr.conf", dirs[i]);
		if (rc > 0)
			rc = access(path, F_OK) < 0
				     ? 0
				     : strv_add(arena, paths, path,
					       strlen(path));
	}
	own = paths->n;
	for (size_t i = 0; rc == 0 && dirs[i]; i++) {
		rc = fmt_print(path, sizeof(path), "%s/tcr.conf.d", dirs[i]);
		if (rc > 0)
			rc = gather_dir(path, arena, paths);
	}
	if (rc == 0 && paths->n > own)
		qsort(paths->v + own, paths->n - own, sizeof(*paths->v),
			by_leaf);
	return rc;
}

static int read_files(struct draft *u, const struct strv *paths,
	const struct scan_trust *trust)
{
	char *text = malloc(CONF_FILE_MAX + 1);
	const char *why;
	size_t len;
	int rc = text ? 0 : -ENOMEM;

	for (size_t i = 0; rc == 0 && i < paths->n; i++) {
		rc = scan_read(paths->v[i], trust, text, CONF_FILE_MAX + 1,
			&len, &why);
		if (rc == 0)
			rc = reader_add(u, paths->v[i], text, len);
		else if (rc > 0)
			rc = 0; /* masked: it counts as an empty file */
		else {
			report_line(&u->report, true, paths->v[i], 0, 0, why);
			rc = 0;
		}
	}
	free(text);
	return rc;
}

/* Reads the settings in these directories, which may be bad. */
static int read_dirs(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust)
{
	struct draft u = {.unit.kind = UNIT_MANAGER,
		.unit.name = "tcr.conf",
		.settings.log_level = -1,
		.report.path = "tcr.conf"};
	struct arena arena = {0};
	struct strv paths = {0};
	int rc = list(dirs, &arena, &paths);

	if (rc == 0)
		rc = reader_begin(&u, "tcr", trust->offline);
	if (rc == 0)
		rc = read_files(&u, &paths, trust);
	if (rc == 0)
		rc = reader_end(&u);
	*s = u.settings;
	if (rc == 0)
		rc = arena_set(&s->arena, &s->bad, u.report.first);
	draft_done(&u);
	unit_file_done(&u.unit);
	arena_done(&arena);
	return rc;
}

int tcrconf_read(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust)
{
	struct settings lower;
	struct image_trust wanted = {.keys = NULL};
	int rc = read_dirs(s, dirs, trust);
	bool bad = s->bad;

	for (size_t i = 1; rc == 0 && dirs[i - 1] && (bad || dirs[i]); i++) {
		/*
		 * The last round reads no directory: the defaults of the key
		 * table.
		 */
		rc = read_dirs(&lower, dirs + i, trust);
		wanted.need_signed |= lower.trust.need_signed;
		wanted.need_verity |= lower.trust.need_verity;
		if (rc == 0 && bad && !lower.bad) {
			rc = arena_set(&lower.arena, &lower.bad, s->bad);
			lower.fallback = dirs[i] != NULL;
			settings_done(s);
			*s = lower;
			bad = false;
			continue;
		}
		settings_done(&lower);
	}
	s->trust.need_signed |= wanted.need_signed;
	s->trust.need_verity |= wanted.need_verity;
	return rc;
}
