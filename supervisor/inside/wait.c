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

static int remove_one(const char *wrote)
{
	char name[UNIT_NAME_MAX + 1], path[PATH_MAX];
	struct container_state s;

	set_name(name, wrote);
	if (container_state(name, &s) < 0)
		return out_no_unit(wrote, NULL);
	if (!s.ended)
		return out_fail(EXITCODE_FAILED,
			"%s is up: 'tcrctl stop %s' first", name, name);
	if (fmt_print(path, sizeof(path), "%s/conf.d/%s.container", paths_run(),
		    name) < 0 ||
		unlink(path) == 0)
		return EXITCODE_OK;
	if (errno != ENOENT)
		return out_fail(
			EXITCODE_FAILED, "%s: %s", path, strerror(errno));
	return out_fail(EXITCODE_FAILED,
		"%s is not of 'tcrctl run': remove its file, or mask it", name);
}

int wait_rm(const struct client_args *args)
{
	const struct client_args load = {
		.verb = "load", .lines = -1, .wait_ms = -1};
	int rc = 0, done;

	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "%s: you must be root", args->verb);
	for (size_t i = 0; rc == 0 && i < args->count; i++)
		rc = remove_one(args->names[i]);
	done = ask_run(&load);
	return rc == 0 ? done : rc;
}
