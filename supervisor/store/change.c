/* SPDX-License-Identifier: MIT */
/*
 * Removes loaded images, and gives them further names.  Containers that run
 * keep an image that is removed until they end: the kernel has it mounted.
 */
#include "supervisor/store/change.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/store.h"
#include "supervisor/client/out.h"
#include "supervisor/store/folder.h"
#include "supervisor/store/images.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef int change(
	struct store_images *all, const struct client_args *args, int folder);

/* Calls fn with the folder locked and all images read; an exit code. */
static int with_all(const struct client_args *args, change *fn)
{
	struct store_images all;
	int rc, synced;
	autofd int folder = folder_open(FOLDER_WAIT_MS, &rc);

	if (folder < 0 || (rc = images_read(&all)) != EXITCODE_OK)
		return rc;
	images_ask_users(&all);
	rc = fn(&all, args, folder);
	images_done(&all);
	/* What was done before an error must stay, too. */
	synced = folder_sync(folder);
	return rc == EXITCODE_OK && synced < 0
		       ? folder_failed("flush", "", synced)
		       : rc;
}

/* Whether an image may be removed; an exit code. */
static int may_remove(const struct store_images *all,
	const struct store_image *i, const struct client_args *args)
{
	const char *name = i->name[0] ? i->name : images_file(i);
	char users[IMAGES_TEXT];

	if (args->force)
		return EXITCODE_OK;
	if (!all->asked)
		return out_fail(EXITCODE_NO_DAEMON,
			"%s: tcrd does not tell which units use it (--force "
			"removes it nevertheless)",
			name);
	images_users(i, users);
	return users[0] ? out_fail(EXITCODE_FAILED,
				  "%s: in use by %s (--force removes it "
				  "nevertheless)",
				  name, users)
			: EXITCODE_OK;
}

static int remove_file(const struct store_image *i, int folder)
{
	if (unlinkat(folder, images_file(i), 0) < 0)
		return folder_failed("remove", images_file(i), -errno);
	out_print("%s: removed\n", i->name[0] ? i->name : images_file(i));
	return EXITCODE_OK;
}

/* Picks what one name means, and checks that it may go; an exit code. */
static int check_name(struct store_images *all, char *const *name,
	const struct client_args *args)
{
	bool loaded = false;
	int rc = images_pick(all, name, 1);

	for (size_t i = 0; i < all->n && rc == EXITCODE_OK; i++) {
		if (!all->v[i].picked || !all->v[i].loaded)
			continue;
		loaded = true;
		rc = may_remove(all, &all->v[i], args);
	}
	if (rc != EXITCODE_OK || loaded)
		return rc;
	return out_fail(EXITCODE_FAILED,
		"%s is part of the firmware, and cannot be removed", *name);
}

/* Removes all that the names mean, or nothing; an exit code. */
static int remove_named(
	struct store_images *all, const struct client_args *args, int folder)
{
	int rc = EXITCODE_OK;

	for (size_t i = 0; i < args->count && rc == EXITCODE_OK; i++)
		rc = check_name(all, args->names + i, args);
	if (rc == EXITCODE_OK)
		rc = images_pick(all, args->names, args->count);
	for (size_t i = 0; i < all->n && rc == EXITCODE_OK; i++)
		if (all->v[i].picked && all->v[i].loaded)
			rc = remove_file(&all->v[i], folder);
	return rc;
}

int change_rm(const struct client_args *args)
{
	return with_all(args, remove_named);
}

/* Removes what no unit uses; an exit code. */
static int prune(
	struct store_images *all, const struct client_args *args, int folder)
{
	int rc = EXITCODE_OK;

	(void)args;
	if (!all->asked)
		return out_fail(EXITCODE_NO_DAEMON,
			"tcrd does not tell which images units use");
	if (all->unknown)
		return out_fail(EXITCODE_FAILED,
			"it is not known which image a unit uses whose file "
			"is refused (see 'tcrctl status')");
	for (size_t i = 0; i < all->n && rc == EXITCODE_OK; i++)
		if (all->v[i].loaded && all->v[i].users.n == 0)
			rc = remove_file(&all->v[i], folder);
	return rc;
}

int change_prune(const struct client_args *args)
{
	return with_all(args, prune);
}

/*
 * Links the file to another name.  rename(2) of a name over another one of the
 * same file does nothing, so the temporary name is removed in any case.
 */
static int link_to(int folder, const char *from, const char *to)
{
	int rc = linkat(folder, from, folder, STORE_NEW, 0) < 0 ? -errno : 0;

	if (rc == 0 && renameat(folder, STORE_NEW, folder, to) < 0)
		rc = -errno;
	(void)unlinkat(folder, STORE_NEW, 0);
	return rc;
}

/* Tags the first loaded image that the name means; an exit code. */
static int tag(
	struct store_images *all, const struct client_args *args, int folder)
{
	char file[NAME_MAX + 1], ref[IMAGES_TEXT], why[IMAGE_WHY_MAX];
	struct image_trust trust = *images_trust();
	int rc = image_file(args->names[1], file, sizeof(file));

	trust.name = args->names[1];

	if (rc < 0)
		return out_fail(EXITCODE_USAGE, "'%s' is no NAME or NAME:TAG",
			args->names[1]);
	rc = images_pick(all, args->names, 1);
	for (size_t i = 0; i < all->n && rc == EXITCODE_OK; i++) {
		if (!all->v[i].picked || !all->v[i].loaded)
			continue;
		if (image_trusted(&trust, &all->v[i].info, why) < 0)
			return out_fail(EXITCODE_FAILED,
				"%s: %s: sign it with tcr-sign-image --name %s",
				args->names[1], why, args->names[1]);
		rc = link_to(folder, images_file(&all->v[i]), file);
		if (rc < 0)
			return folder_failed("link", file, rc);
		image_name(file, &all->v[i].info, ref, sizeof(ref));
		out_print("%s: the same as %s\n", ref, args->names[0]);
		return EXITCODE_OK;
	}
	if (rc != EXITCODE_OK)
		return rc;
	return out_fail(EXITCODE_FAILED,
		"%s is part of the firmware: only loaded images can have "
		"further names",
		args->names[0]);
}

int change_tag(const struct client_args *args)
{
	return with_all(args, tag);
}
