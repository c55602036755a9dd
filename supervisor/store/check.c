/* SPDX-License-Identifier: MIT */
/*
 * Checks images: mounts each as a start does, in a mount namespace of this
 * process, and reads all files.  What the kernel has in its cache is dropped
 * first, so that the bytes come from the disk.
 */
#include "supervisor/store/check.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/lock.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"
#include "supervisor/client/out.h"
#include "supervisor/store/images.h"
#include "supervisor/store/show.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (64 << 10)

/* Reads one file to its end; 0 or -errno after a log line. */
static int read_file(int dir, const char *name, const struct stat *st)
{
	static char chunk[CHUNK];
	autofd int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = 1;

	if (fd < 0)
		return failed("open %s", name);
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* if it may */
	for (off_t left = st->st_size; left > 0 && n > 0; left -= n)
		n = read(fd, chunk, sizeof(chunk));
	return n < 0 ? failed("read %s", name) : 0;
}

static int visit(struct tree_level *at, const char *name, void *arg)
{
	int dir = dirfd(at->dir);
	struct stat st;

	(void)arg;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return failed("look at %s", name);
	if (S_ISDIR(st.st_mode))
		return tree_open(at, name, -1);
	return S_ISREG(st.st_mode) ? read_file(dir, name, &st) : 0;
}

static int read_all(const char *dir)
{
	autofd int top = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return top < 0 ? failed("open %s", dir)
		       : tree_walk(top, -1, visit, NULL);
}

/* Mounts an image and reads it; 0 or -errno after a log line. */
static int mount_and_read(
	int fd, const struct image_trust *trust, const char *dir)
{
	struct image_info info;
	int held, down, rc = image_info_read(fd, trust, &info);

	if (rc < 0)
		return rc;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* if it may */
	held = lock_hold(LOCK_IMAGES);
	rc = held < 0 ? held : image_up(fd, &info, dir);
	io_close(&held);
	image_info_done(&info);
	if (rc < 0)
		return rc;
	rc = read_all(dir);
	down = image_down(dir);
	return rc < 0 ? rc : down;
}

/* Sets i->bad if something is wrong with the image. */
static void check(struct store_image *i, const char *dir)
{
	/* The first call listens, too. */
	const struct image_trust trust = images_trust_of(i);
	autofd int fd = i->bad[0] ? -1 : images_open(i->path, i->bad);
	int rc;

	if (fd < 0)
		return;
	images_listen();
	rc = mount_and_read(fd, &trust, dir);
	(void)fmt_print(
		i->bad, IMAGES_TEXT, "%s", rc < 0 ? images_heard() : "");
	(void)images_heard();
}

static void print(const struct store_images *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const char *bad = all->v[i].bad;

		if (!all->v[i].picked)
			continue;
		out_shown(all->v[i].path, strlen(all->v[i].path));
		out_text(": ");
		out_text(*bad ? "" : "ok");
		out_shown(bad, strlen(bad));
		out_text("\n");
	}
}

/* A namespace in which mounts of this process do not reach others. */
static int unshare_mounts(char dir[PATH_MAX])
{
	int rc = io_mkdirs(paths_run(), 0755);

	if (rc == 0)
		rc = paths_unit(dir, NULL, "verify");
	if (rc == 0 && (unshare(CLONE_NEWNS) < 0 ||
			       mount("none", "/", NULL, MS_REC | MS_PRIVATE,
				       NULL) < 0))
		rc = -errno;
	return rc < 0 ? out_fail(EXITCODE_FAILED, "mount images: %s",
				strerror(-rc))
		      : EXITCODE_OK;
}

int check_run(const struct client_args *args)
{
	struct store_images all;
	char dir[PATH_MAX];
	bool damaged = false;
	int rc = images_read(&all);

	if (rc != EXITCODE_OK)
		return rc;
	rc = images_pick(&all, args->names, args->count);
	if (rc == EXITCODE_OK)
		rc = unshare_mounts(dir);
	for (size_t i = 0; i < all.n && rc == EXITCODE_OK; i++) {
		if (!all.v[i].picked)
			continue;
		check(&all.v[i], dir);
		damaged |= all.v[i].bad[0] != 0;
	}
	if (rc == EXITCODE_OK && args->json)
		rc = show_json(&all);
	else if (rc == EXITCODE_OK)
		print(&all);
	images_done(&all);
	return rc == EXITCODE_OK && damaged ? EXITCODE_FAILED : rc;
}
