/* SPDX-License-Identifier: MIT */
/*
 * Folders under RUN/units without a unit file.  The folder's name tells the
 * kind of the unit that it belonged to, and the ladder of that kind takes the
 * unit down.
 */
#include "supervisor/manager/leftovers.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/ladder.h"
#include "supervisor/units/text/kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_leftover(const struct conf *conf, const char *name)
{
	if (*name == '.' || strcmp(name, "tcrd") == 0 ||
		strlen(name) > UNIT_NAME_MAX)
		return false;
	for (size_t i = 0; i < conf->count; i++)
		if (strcmp(conf->units[i].name, name) == 0)
			/* Masked while it ran: it goes down, too. */
			return conf->units[i].masked;
	return true;
}

static int add(struct unit_file **files, int count, const char *name)
{
	struct unit_file *grown =
		realloc(*files, ((size_t)count + 1) * sizeof(**files));
	struct unit_file *f;

	if (!grown)
		return -ENOMEM;
	*files = grown;
	f = &grown[count];
	*f = (struct unit_file){
		.kind = kind_of(name),
		.builtin = true,
	};
	(void)fmt_print(f->name, sizeof(f->name), "%s", name);
	ladder_leftover(f);
	return count + 1;
}

int leftovers_find(const struct conf *conf, struct unit_file **files)
{
	char path[PATH_MAX];
	int count = paths_unit(path, NULL, "units");
	DIR *d = count == 0 ? opendir(path) : NULL;

	*files = NULL;
	if (!d)
		return 0;
	for (struct dirent *e = readdir(d); e && count >= 0; e = readdir(d))
		if (is_leftover(conf, e->d_name))
			count = add(files, count, e->d_name);
	closedir(d);
	return count;
}

void leftovers_forget(const struct unit_file *file)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, file->name, "");
	DIR *d = rc == 0 ? opendir(path) : NULL;

	if (!d)
		return;
	(void)unlinkat(dirfd(d), "notify/notify", 0);
	(void)unlinkat(dirfd(d), "public/status", 0);
	(void)unlinkat(dirfd(d), "public/metrics", 0);
	(void)unlinkat(dirfd(d), "public/log", 0);
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			(void)unlinkat(dirfd(d), e->d_name,
				e->d_type == DT_DIR ? AT_REMOVEDIR : 0);
	closedir(d);
	if (rmdir(path) < 0)
		(void)failed("remove %s", path);
}
