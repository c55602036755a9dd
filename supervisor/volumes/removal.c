/* SPDX-License-Identifier: MIT */
/*
 * tcrctl volume rm and prune.  A volume that a unit describes or mounts stays,
 * whether the unit runs or not.  As it is not known what a unit with an error
 * mounts, nothing is removed while there is one.
 */
#include "supervisor/volumes/removal.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/tree.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/volumes/catalog.h"
#include "supervisor/volumes/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Loads all volumes for a command that removes some: an exit code. */
static int load(const struct client_args *args, struct catalog *c)
{
	const struct unit_file *bad;
	int rc = catalog_load(c);

	if (rc != 0)
		return rc;
	bad = catalog_bad(c);
	if (!bad)
		return 0;
	return out_fail(EXITCODE_BAD_CONFIG,
		"%s: which volumes '%s' uses is not known: %s", args->verb,
		bad->name, bad->bad);
}

/*
 * The unit for which the volume stays; NULL: none.  An anonymous volume of this
 * boot stays while its container is up, which tcrd knows.
 */
static const struct unit_file *keeper(
	const struct catalog *c, const struct volume *v)
{
	size_t at = 0;

	return v->kind == VOLUME_ANONYMOUS ? NULL : catalog_user(c, v, &at);
}

static int take_away(const struct volume *v)
{
	char parent[PATH_MAX];
	const char *leaf = strrchr(v->path, '/') + 1;

	if (v->kind == VOLUME_DIRECTORY) {
		autofd int top = staging_top();

		return top < 0 ? top : staging_remove(top, leaf);
	}
	(void)fmt_print(parent, sizeof(parent), "%.*s",
		(int)(leaf - v->path - 1), v->path);
	autofd int dir = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? -errno : tree_remove(dir, leaf);
}

static int remove_one(const struct client_args *args, const struct volume *v)
{
	autofd int held = -1;
	int rc = v->left ? 0 : ask_hold(args, v->path, false, &held);

	if (rc != 0)
		return rc;
	rc = take_away(v);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s: %s", args->verb,
			v->name, strerror(-rc));
	out_print("removed %s\n", v->name);
	return 0;
}

/* Finds the volume and says why it must stay; NULL after a message. */
static const struct volume *choose(const struct client_args *args,
	const struct catalog *c, const char *name, int *rc)
{
	const struct volume *v = catalog_find(c, name);
	const struct unit_file *unit = v ? keeper(c, v) : NULL;
	char full[UNIT_NAME_MAX + 16];

	if (!v) {
		*rc = EXITCODE_NO_UNIT;
		return NULL;
	}
	if (!unit)
		return v;
	unit_name_full(unit, full, sizeof(full));
	*rc = out_fail(EXITCODE_FAILED, "%s: %s is used by %s", args->verb,
		v->name, full);
	return NULL;
}

int removal_rm(const struct client_args *args)
{
	struct catalog c = {0};
	int rc = load(args, &c);

	/* Nothing is removed if one of them must stay. */
	for (size_t i = 0; rc == 0 && i < args->count; i++)
		(void)choose(args, &c, args->names[i], &rc);
	for (size_t i = 0; rc == 0 && i < args->count; i++)
		rc = remove_one(args, choose(args, &c, args->names[i], &rc));
	catalog_done(&c);
	return rc;
}

/* Whether the volume is one that nobody needs.  Anonymous volumes of this boot
 * are removed when their containers end. */
static bool is_unused(const struct catalog *c, const struct volume *v)
{
	return v->left || (v->kind == VOLUME_DIRECTORY && !keeper(c, v));
}

int removal_prune(const struct client_args *args)
{
	struct catalog c = {0};
	int rc = load(args, &c);
	autofd int top = rc == 0 ? staging_top() : -1;

	if (rc == 0 && top < 0)
		rc = out_fail(
			EXITCODE_FAILED, "%s: %s", args->verb, strerror(-top));
	for (size_t i = 0; rc == 0 && i < c.count; i++)
		if (c.v[i].there && is_unused(&c, &c.v[i]))
			rc = remove_one(args, &c.v[i]);
	if (rc == 0)
		staging_sweep(top);
	catalog_done(&c);
	return rc;
}
