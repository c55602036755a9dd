/* SPDX-License-Identifier: MIT */
#include "supervisor/rungs/stamp.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/rung.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

/* The paths of the stamp, in RUN and on the data partition. */
static int places(
	const struct rung_context *c, char run[PATH_MAX], char data[PATH_MAX])
{
	int rc = paths_unit(run, c->unit->name, "stamp");

	if (rc == 0)
		rc = fmt_print(data, PATH_MAX, "%s/timers/%s", paths_data(),
			c->unit->name);
	return rc < 0 ? rc : 0;
}

int stamp_load(const void *arg)
{
	char run[PATH_MAX], data[PATH_MAX], text[STAMP_TEXT_MAX];
	int rc = places(arg, run, data);
	ssize_t n =
		rc < 0 ? rc : io_read_file(AT_FDCWD, data, text, sizeof(text));

	if (n <= 0)
		return rc; /* there is none yet: no event was missed */
	return io_replace_file(AT_FDCWD, run, text, (size_t)n, 0600);
}

int stamp_save(const void *arg)
{
	char run[PATH_MAX], data[PATH_MAX], text[STAMP_TEXT_MAX];
	int rc = places(arg, run, data);
	ssize_t n =
		rc < 0 ? rc : io_read_file(AT_FDCWD, run, text, sizeof(text));
	char *slash;

	if (n <= 0)
		return (int)n;
	slash = strrchr(data, '/');
	*slash = 0;
	rc = io_mkdirs(data, 0755);
	*slash = '/';
	if (rc == 0)
		rc = keep_file(AT_FDCWD, data, text, (size_t)n, 0644);
	return rc < 0 ? failed("keep %s", data) : 0;
}
