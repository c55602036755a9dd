/* SPDX-License-Identifier: MIT */
/* What is done with containers that have ended. */
#include "supervisor/inside/wait.h"

#include "init/fmt.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/out.h"
#include "supervisor/inside/container.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The name of a container's unit as tcrd has it: "web" for "web.container". */
static void set_name(char name[UNIT_NAME_MAX + 1], const char *wrote)
{
	static const char suffix[] = ".container";
	size_t len = strlen(wrote), n = sizeof(suffix) - 1;

	if (len > n && strcmp(wrote + len - n, suffix) == 0)
		len -= n;
	if (fmt_print(name, UNIT_NAME_MAX + 1, "%.*s", (int)len, wrote) < 0)
		name[0] = 0;
}

int wait_run(const struct client_args *args)
{
	struct client_args ask = *args;
	char name[UNIT_NAME_MAX + 1];
	struct container_state s;
	int rc;

	if (!ask.what)
		ask.what = "exited";
	rc = ask_run(&ask);
	if (rc != 0 || strcmp(ask.what, "exited") != 0)
		return rc;
	for (size_t i = 0; i < args->count; i++) {
		int status = -1;

		set_name(name, args->names[i]);
		if (container_state(name, &s) == 0)
			status = container_exit_status(s.last_exit);
		if (status >= 0)
			out_print("%d\n", status);
		else
			out_print("-\n"); /* it has never run */
	}
	return rc;
}

/*
 * Writes the path of the file that `tcrctl run` makes for the container; false:
 * it has none, or there is one in another unit directory, too.
 */
static bool is_of_run(const char *name, char path[PATH_MAX])
{
	return fmt_print(path, PATH_MAX, "%s/conf.d/%s.container", paths_run(),
		       name) > 0 &&
	       access(path, F_OK) == 0 && !container_has_file(name, path);
}

static int remove_one(const char *wrote, bool force)
{
	char name[UNIT_NAME_MAX + 1], path[PATH_MAX], *names[] = {name};
	const struct client_args stop = {.verb = "stop",
		.names = names,
		.count = 1,
		.lines = -1,
		.wait_ms = -1};
	struct container_state s;
	int rc;

	rc = container_look(wrote, &s);
	if (rc != 0)
		return rc;
	set_name(name, wrote);
	if (!is_of_run(name, path))
		return out_fail(EXITCODE_FAILED,
			"%s is not of 'tcrctl run': remove its file, or mask "
			"it",
			name);
	if (!s.ended && !force)
		return out_fail(EXITCODE_FAILED,
			"%s is up: 'tcrctl rm -f %s' stops it first", name,
			name);
	rc = s.ended ? EXITCODE_OK : ask_run(&stop);
	/* tcrd itself removes the file of a container of `run --rm`. */
	if (rc == EXITCODE_OK && unlink(path) < 0 && errno != ENOENT)
		rc = out_fail(EXITCODE_FAILED, "%s: %s", path, strerror(errno));
	return rc;
}

int wait_rm(const struct client_args *args)
{
	const struct client_args load = {
		.verb = "load", .lines = -1, .wait_ms = -1};
	int rc = 0, done;
	size_t i;

	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "%s: you must be root", args->verb);
	for (i = 0; rc == 0 && i < args->count; i++)
		rc = remove_one(args->names[i], args->force);
	if (rc != 0 && i == 1)
		return rc; /* nothing was removed */
	done = ask_run(&load);
	return rc == 0 ? done : rc;
}
