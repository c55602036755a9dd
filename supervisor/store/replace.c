/* SPDX-License-Identifier: MIT */
#include "supervisor/store/replace.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/store.h"
#include "supervisor/base/strv.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/doc.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <unistd.h>

#define TEXT_MAX 512
#define PACE_MS  500 /* between two looks at the units */

/* Gives a file of the folder another name, for good; 0 or -errno. */
static int rename_in(const struct replace *r, const char *from, const char *to)
{
	if (renameat(r->folder, from, r->folder, to) < 0)
		return -errno;
	return folder_sync(r->folder);
}

/* Whether the unit wants to be up, and with the loaded image. */
static bool uses(const struct replace *r, const struct doc_unit *u)
{
	char ref[TEXT_MAX], path[PATH_MAX];
	struct image_choice c;

	if (!u->image.at || !doc_is(u->goal, "up") ||
		fmt_print(path, sizeof(path), "%s/%s", paths_store(), r->file) <
			0)
		return false;
	(void)doc_print(u->image, ref, sizeof(ref));
	return image_choose(ref, paths_images(), paths_keys(), &c) == 0 &&
	       strcmp(c.path, path) == 0;
}

/* What the units that use the image do. */
struct survey {
	struct arena arena; /* has the names */
	struct strv names;
	bool up;      /* all of them are up, or have done their work */
	int64_t runs; /* how often they came up, all together */
};

/* Asks tcrd; an exit code.  The caller calls arena_done() in any case. */
static int look(const struct replace *r, struct survey *s)
{
	char name[TEXT_MAX];
	struct doc_unit u;
	struct doc doc;
	size_t len;
	int rc = fetch_document(&doc);

	if (rc != EXITCODE_OK)
		return rc;
	s->up = true;
	while (doc_next(&doc, &u)) {
		if (!uses(r, &u))
			continue;
		len = doc_print(u.unit, name, sizeof(name));
		if (strv_add(&s->arena, &s->names, name, len) < 0)
			rc = out_fail(EXITCODE_FAILED, "out of memory");
		s->runs += u.runs;
		s->up &= look_of(u.state)->up || doc_is(u.state, "exited");
	}
	doc_done(&doc);
	return rc;
}

static int restart(const struct client_args *args, const struct strv *units)
{
	const struct client_args request = {.verb = "restart",
		.names = units->v,
		.count = units->n,
		.lines = -1,
		.wait_ms = args->wait_ms};

	return units->n > 0 ? ask_run(&request) : EXITCODE_OK;
}

/*
 * Watches whether count units stay up for --keep-old-for: whether one is down,
 * was down meanwhile, or is given up.  An exit code.
 */
static int watch(
	const struct client_args *args, const struct replace *r, size_t count)
{
	const int64_t end = io_now_ms() + args->keep_ms;
	int64_t runs = -1;

	while (io_now_ms() < end) {
		struct survey now = {.runs = 0};
		int rc = look(r, &now);
		bool same = now.up && now.names.n == count &&
			    (runs < 0 || runs == now.runs);

		runs = now.runs;
		arena_done(&now.arena);
		if (rc != EXITCODE_OK)
			return rc;
		if (!same)
			return out_fail(
				EXITCODE_FAILED, "a unit did not stay up");
		(void)poll(NULL, 0, PACE_MS);
	}
	return EXITCODE_OK;
}

/* Gives the image before its name back, and restarts the units with it. */
static int undo(const struct client_args *args, const struct replace *r,
	const struct strv *units, bool had_old)
{
	int rc = had_old ? rename_in(r, STORE_OLD, r->file)
		 : unlinkat(r->folder, r->file, 0) < 0 ? -errno
						       : folder_sync(r->folder);

	if (rc < 0)
		return folder_failed("restore", r->file, rc);
	rc = restart(args, units);
	return out_fail(EXITCODE_FAILED, "%s: not loaded: %s%s", r->name,
		had_old ? "the image before is back"
			: "the new image is removed",
		rc == EXITCODE_OK ? "" : ", but not all units came up with it");
}

static int keep_old(const struct replace *r, bool *had_old)
{
	*had_old = linkat(r->folder, r->file, r->folder, STORE_OLD, 0) == 0;
	return *had_old || errno == ENOENT ? 0 : -errno;
}

/* Says what was done, and if the image does not count nevertheless. */
static void say(const struct replace *r)
{
	char path[PATH_MAX];
	struct image_choice c;

	out_print("%s: loaded%s%s%s\n", r->name, r->digest[0] ? " (" : "",
		r->digest, r->digest[0] ? ")" : "");
	(void)fmt_print(path, sizeof(path), "%s/%s", paths_store(), r->file);
	if (image_choose(r->name, paths_images(), paths_keys(), &c) == 0 &&
		strcmp(c.other, path) == 0)
		out_print("%s: units use %s: the loaded one does not count, as "
			  "%s\n",
			r->name, c.path, c.why);
}

/* With the new image in its place: restarts the units; an exit code. */
static int go_over(
	const struct client_args *args, const struct replace *r, bool had_old)
{
	struct survey before = {.runs = 0};
	int rc = look(r, &before);

	if (rc == EXITCODE_OK)
		rc = restart(args, &before.names);
	if (rc == EXITCODE_OK)
		rc = watch(args, r, before.names.n);
	if (rc != EXITCODE_OK)
		rc = undo(args, r, &before.names, had_old);
	(void)unlinkat(r->folder, STORE_OLD, 0); /* there may be none */
	arena_done(&before.arena);
	return rc;
}

int replace_run(const struct client_args *args, struct replace *r)
{
	bool had_old = false;
	int rc = args->restart ? keep_old(r, &had_old) : 0;

	if (rc < 0)
		return folder_failed("keep", r->file, rc);
	rc = rename_in(r, STORE_NEW, r->file);
	if (rc < 0)
		return folder_failed("rename to", r->file, rc);
	rc = args->restart ? go_over(args, r, had_old) : EXITCODE_OK;
	if (rc == EXITCODE_OK)
		say(r);
	return rc;
}
