/* SPDX-License-Identifier: MIT */
/*
 * tcrctl adopt.  The text of the file stays as it is, so tcrd does not take the
 * unit for changed and does not restart it.  First the data partition has the
 * whole file, on the disk; then the other goes.
 */
#include "supervisor/inside/adopt.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/data.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *path, int rc)
{
	return out_fail(EXITCODE_FAILED, "adopt: %s: %s", path, strerror(-rc));
}

/* Writes the file of the data partition, unless there is one; an exit code. */
static int keep(const char *name, const char *path, const char *text)
{
	char to[PATH_MAX], dir[PATH_MAX];
	int rc = 0;

	if (fmt_print(dir, sizeof(dir), "%s/conf.d", paths_data()) < 0 ||
		fmt_print(to, sizeof(to), "%s/%s.container", dir, name) < 0)
		return fail(name, -ENAMETOOLONG);
	if (access(to, F_OK) == 0)
		return fail(to, -EEXIST);
	(void)umask(022);
	autofd int folder = keep_folder(paths_data(), dir, true);
	rc = folder < 0 ? folder
			: keep_file(folder, to + strlen(dir) + 1, text,
				  strlen(text), 0600);
	if (rc < 0)
		return fail(to, rc);
	return unlink(path) < 0 ? fail(path, -errno) : 0;
}

int adopt_run(const struct client_args *args)
{
	static char text[CONF_FILE_MAX + 1];
	char name[NAME_MAX + 1], path[PATH_MAX], why[DATA_WHY_MAX];
	const char *wrote = args->names[0];
	struct stat st;
	int rc;

	if (geteuid() != 0)
		return out_fail(EXITCODE_FAILED, "adopt: you must be root");
	(void)fmt_print(name, sizeof(name), "%.*s",
		(int)kind_stem(wrote, strlen(wrote)), wrote);
	(void)fmt_print(
		path, sizeof(path), "%s/%s.container", paths_units()[0], name);
	/* A link is an instance of a template, which has a file elsewhere. */
	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return out_fail(EXITCODE_NO_UNIT,
			"adopt: 'tcrctl run' has made no '%s'", name);
	if (strstr(text, "\nCollectMode=inactive-or-failed\n"))
		return out_fail(EXITCODE_FAILED,
			"adopt: %s goes when it has ended: run it with -d, "
			"without --rm",
			name);
	if (!paths_data_counts() || data_look(why) != DATA_DISK)
		return out_fail(EXITCODE_FAILED,
			"adopt: this device has no data partition that counts "
			"(see 'tcrctl status')");
	rc = keep(name, path, text);
	if (rc == 0)
		rc = ask_run(
			&(struct client_args){.verb = "load", .wait_ms = -1});
	if (rc == 0)
		out_print("%s is kept in %s/conf.d\n", name, paths_data());
	return rc;
}
