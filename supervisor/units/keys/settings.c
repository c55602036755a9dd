/* SPDX-License-Identifier: MIT */
/*
 * tcr.conf is read as a unit file is.  A default is kept as it is written,
 * after the setter of the key has taken it once to see that it is good; each
 * unit then takes it as if it were the table's.
 */
#include "supervisor/units/keys/settings.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/unitfile.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX                 "Default"
#define SETTINGS_DNS_CACHE_MAX 1024

/* "2Restart=always": the section, the key, the value. */
SET_FUNCTION(settings_default)
{
	enum keys_section section = (enum keys_section)row->field;
	const char *name = row->name + sizeof(PREFIX) - 1;
	const struct keys_row *of = keys_row(section, name);
	struct strv *defaults = &u->settings.defaults;
	size_t kept = 0, size;
	char *text;
	int rc;

	if (!of)
		return -EINVAL;
	for (size_t i = 0, other = 0; i < defaults->n && !value; i++, other = 0)
		if (!settings_next(defaults, (int)section, name, &other))
			defaults->v[kept++] = defaults->v[i];
	if (!value)
		return 0;
	rc = of->set(u, of, value, at);
	if (rc < 0)
		return rc;
	size = strlen(name) + strlen(value) + 3;
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	(void)fmt_print(text, size, "%c%s=%s", '0' + (int)section, name, value);
	rc = strv_add(defaults, text, strlen(text));
	free(text);
	return rc;
}

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

SET_FUNCTION(settings_level)
{
	int level = value ? log_level_parse(value, strlen(value)) : -1;

	(void)row;
	(void)at;
	if (value && level < 0)
		return -EINVAL;
	u->settings.log_level = level;
	return 0;
}

SET_FUNCTION(settings_dns_cache)
{
	uint64_t count;

	(void)row;
	(void)at;
	if (value_number(value, SETTINGS_DNS_CACHE_MAX, &count) < 0)
		return -EINVAL;
	u->settings.dns_cache = (unsigned)count;
	return 0;
}

static int by_leaf(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;

	return strcmp(strrchr(x, '/'), strrchr(y, '/'));
}

/* tcr.conf if it is there, then the drop-ins by name. */
static int list(const char *const *dirs, struct strv *paths)
{
	char path[PATH_MAX];
	size_t own;
	int rc = 0;

	for (size_t i = 0; rc == 0 && dirs[i] && paths->n == 0; i++) {
		rc = fmt_print(path, sizeof(path), "%s/tcr.conf", dirs[i]);
		if (rc > 0)
			rc = access(path, F_OK) < 0
				     ? 0
				     : strv_add(paths, path, strlen(path));
	}
	own = paths->n;
	for (size_t i = 0; rc == 0 && dirs[i]; i++) {
		rc = fmt_print(path, sizeof(path), "%s/tcr.conf.d", dirs[i]);
		if (rc > 0)
			rc = gather_dir(path, paths);
	}
	if (rc == 0 && paths->n > own)
		qsort(paths->v + own, paths->n - own, sizeof(*paths->v),
			by_leaf);
	return rc;
}

static int read_files(struct unitfile *u, const struct strv *paths,
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
			rc = unitfile_add(u, paths->v[i], text, len);
		else if (rc > 0)
			rc = 0; /* masked: a file of nothing */
		else {
			report_line(&u->report, true, paths->v[i], 0, 0, why);
			rc = 0;
		}
	}
	free(text);
	return rc;
}

/* The settings of these directories, good or bad. */
static int read_dirs(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust)
{
	struct unitfile u = {.unit.kind = UNIT_MANAGER,
		.unit.name = "tcr.conf",
		.settings.log_level = -1,
		.report.path = "tcr.conf"};
	struct strv paths = {0};
	int rc = list(dirs, &paths);

	if (rc == 0)
		rc = unitfile_begin(&u, "tcr", trust->offline);
	if (rc == 0)
		rc = read_files(&u, &paths, trust);
	if (rc == 0)
		rc = unitfile_end(&u);
	*s = u.settings;
	u.settings = (struct settings){0};
	s->bad = u.report.first;
	u.report.first = NULL;
	unitfile_done(&u);
	unitfile_free_unit(&u.unit);
	strv_done(&paths);
	return rc;
}

int settings_read(struct settings *s, const char *const *dirs,
	const struct scan_trust *trust)
{
	struct settings lower;
	int rc = read_dirs(s, dirs, trust);

	for (size_t i = 1; rc == 0 && s->bad && dirs[i - 1]; i++) {
		/* Without any directory the table's defaults hold. */
		rc = read_dirs(&lower, dirs + i, trust);
		if (rc == 0 && !lower.bad) {
			lower.bad = s->bad;
			lower.fallback = dirs[i] != NULL;
			s->bad = NULL;
			settings_done(s);
			*s = lower;
			break;
		}
		settings_done(&lower);
	}
	return rc;
}

void settings_done(struct settings *s)
{
	strv_done(&s->defaults);
	free(s->bad);
	*s = (struct settings){0};
}
