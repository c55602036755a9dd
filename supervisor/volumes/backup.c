/* SPDX-License-Identifier: MIT */
/*
 * tcrctl volume backup.  The archive gets its end only if the containers were
 * frozen all the time (ask_hold()): what restore takes is one state of the
 * volume.
 */
#include "supervisor/volumes/backup.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/volumes/archive.h"
#include "supervisor/volumes/catalog.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h> /* rename() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int save(const struct client_args *args, const struct volume *v, int out)
{
	autofd int held = -1;
	autofd int top = -1;
	bool saved;
	int rc = ask_hold(args, v->path, true, &held);

	if (rc != 0)
		return rc;
	top = open(v->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (top < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s: %s", args->verb,
			v->path, strerror(errno));
	saved = archive_write(top, out) == 0;
	/* A volume that changed did so because nobody held it any more. */
	rc = ask_held(args, held);
	if (rc == 0 && (!saved || archive_end(out) < 0))
		rc = EXITCODE_FAILED;
	return rc;
}

/* Saves to a file, which is there when it is complete, and not before. */
static int save_file(const struct client_args *args, const struct volume *v,
	const char *path)
{
	char part[PATH_MAX];
	struct stat st;
	int rc = fmt_print(part, sizeof(part), "%s.part", path);

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return out_fail(EXITCODE_USAGE,
			"%s: %s is a folder: name a file", args->verb, path);
	autofd int out =
		rc < 0 ? -1
		       : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
				 0600);

	if (out < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s: %s", args->verb, path,
			strerror(rc < 0 ? -rc : errno));
	rc = save(args, v, out);
	if (rc == 0 && (fsync(out) < 0 || rename(part, path) < 0))
		rc = out_fail(EXITCODE_FAILED, "%s: %s: %s", args->verb, path,
			strerror(errno));
	if (rc != 0)
		(void)unlink(part);
	return rc;
}

static int run(const struct client_args *args, const struct volume *v)
{
	if (!v)
		return EXITCODE_NO_UNIT;
	if (!v->there)
		return out_fail(EXITCODE_FAILED,
			v->unit ? "%s: %s is not there: start its unit first"
				: "%s: %s is not there",
			args->verb, v->name);
	if (args->count > 1)
		return save_file(args, v, args->names[1]);
	if (isatty(STDOUT_FILENO))
		return out_fail(EXITCODE_USAGE,
			"%s: standard output is a terminal: name a file",
			args->verb);
	return save(args, v, STDOUT_FILENO);
}

int backup_run(const struct client_args *args)
{
	struct catalog c = {0};
	int rc = catalog_load(&c);

	log_init(NULL, LOG_LEVEL_WARN);
	if (rc == 0)
		rc = run(args, catalog_find(&c, args->names[0]));
	catalog_done(&c);
	return rc;
}
