/* SPDX-License-Identifier: MIT */
#include "supervisor/units/load/overridden.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_name.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#define FOLDER   "overridden"
#define TEXT_MAX 256 /* two numbers have room, and what a later tcr has */

/* The path of one of the unit's files on the data partition. */
static const char *override_of(const struct unit_file *u, const char *data)
{
	for (size_t i = 0; i < u->dropins.n; i++)
		if (scan_below(u->dropins.v[i], data))
			return u->dropins.v[i];
	return u->path;
}

static void look(
	struct unit_file *u, const char *dir, const char *data, bool keep)
{
	const struct scan_trust trust = {.data = data};
	char name[UNIT_NAME_MAX + 16], path[PATH_MAX];
	char now[TEXT_MAX], then[TEXT_MAX];
	const char *why;
	size_t len;
	int rc;

	unit_name_full(u, name, sizeof(name));
	if (fmt_print(path, sizeof(path), "%s/%s", dir, name) < 0 ||
		fmt_print(now, sizeof(now), "%u %u\n", u->own_sum,
			u->below_sum) < 0)
		return;
	if (scan_read(path, &trust, then, sizeof(then), &len, &why) == 0) {
		if (strcmp(now, then) == 0)
			return;
		if (strncmp(now, then, strcspn(now, " ") + 1) == 0) {
			(void)arena_set(
				&u->arena, &u->outdated, override_of(u, data));
			return;
		}
		if (then[0] > '9') /* a later tcr has written it */
			return;
	}
	if (!keep)
		return;
	/* A file that is empty after a power cut is written again. */
	rc = io_mkdirs(dir, 0700);
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, now, strlen(now), 0600);
	if (rc < 0)
		log_warn("%s: %s", path, strerror(-rc));
}

void overridden_look(struct conf *conf, const char *data, bool keep)
{
	char dir[PATH_MAX];

	if (fmt_print(dir, sizeof(dir), "%s/" FOLDER, data) < 0)
		return;
	for (size_t i = 0; i < conf->count; i++) {
		struct unit_file *u = &conf->units[i];

		if (!u->bad && !u->outdated && u->own_sum && u->below_sum)
			look(u, dir, data, keep);
	}
}
