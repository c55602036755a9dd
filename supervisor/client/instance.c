/* SPDX-License-Identifier: MIT */
/* Makes unit files for instances that a user starts by name. */
#include "supervisor/client/instance.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/client.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static bool is_there(const char *name, char path[PATH_MAX])
{
	for (const char *const *dir = paths_units(); *dir; dir++)
		if (fmt_print(path, PATH_MAX, "%s/%s", *dir, name) > 0 &&
			access(path, F_OK) == 0)
			return true;
	return false;
}

/* Makes the link of one instance: 1, 0 if none is needed or possible, -errno.
 */
static int make(const char *name)
{
	char file[NAME_MAX + 1], template[NAME_MAX + 1];
	char from[PATH_MAX], to[PATH_MAX];
	const char *at = strchr(name, '@');
	size_t stem = kind_stem(name, strlen(name));
	const char *suffix = name[stem] ? name + stem : ".container";

	if (!at || at == name || at + 1 >= name + stem)
		return 0;
	if (strcmp(suffix, ".service") == 0)
		suffix = ".container";
	if (fmt_print(file, sizeof(file), "%.*s%s", (int)stem, name, suffix) <
			0 ||
		fmt_print(template, sizeof(template), "%.*s@%s",
			(int)(at - name), name, suffix) < 0 ||
		is_there(file, from) || !is_there(template, from))
		return 0;
	if (io_mkdirs(paths_units()[0], 0755) < 0 ||
		fmt_print(to, sizeof(to), "%s/%s", paths_units()[0], file) < 0)
		return 0;
	if (symlink(from, to) < 0) {
		int rc = -errno;

		(void)out_fail(EXITCODE_FAILED, "%s: %s", to, strerror(-rc));
		return rc;
	}
	return 1;
}

int instance_make(char *const *names, size_t count)
{
	int made = 0;

	for (size_t i = 0; i < count; i++) {
		int rc = make(names[i]);

		if (rc < 0)
			return rc;
		made += rc;
	}
	return made;
}
