/* SPDX-License-Identifier: MIT */
#include "supervisor/units/load/saved.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/units/keys/change.h"
#include "supervisor/units/load/load_network.h"
#include "supervisor/units/load/subnets.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool has_text(const char *path, const char *text, char *room)
{
	ssize_t len = io_read_file(AT_FDCWD, path, room, CONF_FILE_MAX + 1);

	return len >= 0 && strlen(text) == (size_t)len &&
	       memcmp(text, room, (size_t)len) == 0;
}

static void save_address(const struct unit_file *u, const char *dir, char *room)
{
	char path[PATH_MAX], text[SUBNETS_TEXT_MAX];
	int len = load_network_text(u, text);
	int rc = fmt_print(path, sizeof(path), "%s/%s/address", dir, u->name);

	if (len <= 0 || rc < 0 || has_text(path, text, room))
		return;
	rc = io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600);
	if (rc < 0)
		log_warn("%s: %s", path, strerror(-rc));
}

/* Finds out what has changed since the unit was started with another text. */
static void compare(struct unit_file *u, const char *started, char *room)
{
	char text[CHANGE_TEXT_MAX];
	ssize_t n = io_read_file(AT_FDCWD, started, room, CONF_FILE_MAX + 1);

	u->changed = CHANGE_RESTART;
	if (n < 0)
		return;
	u->changed = change_between(room, u->text, text);
	if (*text)
		(void)arena_set(&u->arena, &u->change, text); /* or untold */
}

static void save(struct unit_file *u, const char *dir, char *room)
{
	char path[PATH_MAX], started[PATH_MAX];
	struct stat now, then;
	int rc = -ENAMETOOLONG;

	if (fmt_print(path, sizeof(path), "%s/%s/unit", dir, u->name) < 0 ||
		fmt_print(started, sizeof(started), "%s/%s/started", dir,
			u->name) < 0)
		return;
	if (!u->stale && !has_text(path, u->text, room))
		rc = io_replace_file(
			AT_FDCWD, path, u->text, strlen(u->text), 0600);
	else
		rc = 0;
	if (rc < 0)
		log_warn("%s: %s", path, strerror(-rc));
	/* life/life.c links "started" to "unit" when it starts the unit. */
	if (stat(path, &now) == 0 && stat(started, &then) == 0 &&
		now.st_ino != then.st_ino)
		compare(u, started, room);
}

void saved_write(struct conf *conf, const char *dir)
{
	char *room = malloc(CONF_FILE_MAX + 1);

	for (size_t i = 0; room && i < conf->count; i++) {
		struct unit_file *u = &conf->units[i];

		if (!u->bad)
			save_address(u, dir, room);
		if (!u->bad && u->text)
			save(u, dir, room);
		free(u->text);
		u->text = NULL;
	}
	free(room);
}
