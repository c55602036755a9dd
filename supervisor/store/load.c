/* SPDX-License-Identifier: MIT */
/*
 * Loads an image.  The file is read through once, to a name that no lookup
 * sees; that copy is checked, and then gets its name.  So a power cut or a kill
 * leaves either what was there before or the new image, and neither a link nor
 * a change of the source while it is read matters.
 *
 * If the copy is a delta, another process makes an image of it, which takes its
 * place.
 *
 * With --restart the image before has a second name until the units are up, by
 * which it can come back.
 */
#include "supervisor/store/load.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/store.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/store/delta.h"
#include "supervisor/store/folder.h"
#include "supervisor/store/images.h"
#include "supervisor/store/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CHUNK (256 << 10)

static int failed_with(const char *file, int rc)
{
	return out_fail(EXITCODE_FAILED, "%s: %s", file, strerror(-rc));
}

/* Says that there is no room; bytes is 0 if the size was not known. */
static int no_space(const char *file, int folder, uint64_t bytes)
{
	char need[HUMAN_SHORT], have[HUMAN_SHORT];
	struct statvfs fs = {0};

	(void)fstatvfs(folder, &fs); /* then 0 bytes are free */
	human_bytes(need, bytes);
	human_bytes(have, (uint64_t)fs.f_bavail * fs.f_frsize);
	return out_fail(EXITCODE_FAILED,
		"%s: not enough space in %s: %s free%s%s%s", file,
		paths_store(), have, bytes ? ", " : "", bytes ? need : "",
		bytes ? " needed" : "");
}

/* Checks the space before anything is written; an exit code. */
static int check_space(const char *file, int from, int folder)
{
	struct statvfs fs;
	struct stat st;

	if (fstat(from, &st) < 0)
		return failed_with(file, -errno);
	if (S_ISDIR(st.st_mode))
		return failed_with(file, -EISDIR);
	if (!S_ISREG(st.st_mode) || fstatvfs(folder, &fs) < 0 ||
		(uint64_t)st.st_size <= (uint64_t)fs.f_bavail * fs.f_frsize)
		return EXITCODE_OK;
	return no_space(file, folder, (uint64_t)st.st_size);
}

/* Copies to the end; 0, or -errno, with *reading true if reading failed. */
static int copy(int from, int to, bool *reading)
{
	static char chunk[CHUNK];
	ssize_t n = 1;
	int rc = 0;

	while (rc == 0 && n > 0) {
		n = read(from, chunk, CHUNK);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			rc = io_write_all(to, chunk, (size_t)n);
	}
	*reading = n < 0;
	if (n < 0)
		rc = -errno;
	return rc < 0 || fsync(to) == 0 ? rc : -errno;
}

/* Copies the file and flushes the copy to the disk; an exit code. */
static int take(const char *file, int from, int folder, int to)
{
	bool reading;
	int rc = check_space(file, from, folder);

	if (rc != EXITCODE_OK)
		return rc;
	rc = copy(from, to, &reading);
	if (rc == -ENOSPC || rc == -EDQUOT)
		return no_space(file, folder, 0);
	if (rc < 0)
		return reading ? failed_with(file, rc)
			       : folder_failed("write", STORE_NEW, rc);
	return EXITCODE_OK;
}

/* Whether the base is there that the image needs; 0, or -errno and why. */
static int find_base(const struct image_info *info, char why[IMAGES_TEXT])
{
	char path[PATH_MAX];
	autofd int fd = -1;

	if (!info->base)
		return 0;
	images_listen();
	fd = image_base_open(info, paths_images(), path);
	(void)fmt_print(why, IMAGES_TEXT, "%s", images_heard());
	return fd < 0 ? fd : 0;
}

/* Whether another file than `but` is the base of the image. */
static bool has_base(const struct store_images *all,
	const struct store_image *image, const struct store_image *but)
{
	for (size_t i = 0; i < all->n; i++)
		if (&all->v[i] != but &&
			image_is_base(&all->v[i].info, &image->info))
			return true;
	return false;
}

/* The name of an image that has the loaded image of this name as its only base,
 * and not the one that replaces it; or NULL. */
static const char *stacked_on(const struct store_images *all, const char *name,
	const struct image_info *info)
{
	for (size_t b = 0; b < all->n; b++) {
		const struct store_image *base = &all->v[b];

		for (size_t i = 0; base->loaded && i < all->n; i++)
			if (strcmp(base->name, name) == 0 &&
				image_is_base(&base->info, &all->v[i].info) &&
				!image_is_base(info, &all->v[i].info) &&
				!has_base(all, &all->v[i], base))
				return all->v[i].name;
	}
	return NULL;
}

/* Refuses to replace a base on which others stack; an exit code. */
static int check_stacks(const char *name, const struct image_info *info)
{
	struct store_images all;
	const char *other;
	int rc = images_read(&all);

	if (rc != EXITCODE_OK)
		return rc;
	other = stacked_on(&all, name, info);
	if (other)
		rc = out_fail(EXITCODE_FAILED,
			"%s: is the base of %s, which would not start without "
			"it (load that one anew, on a base with another tag)",
			name, other);
	images_done(&all);
	return rc;
}

/* Checks the copy as a start would, and finds its name; an exit code. */
static int check(const char *file, int fd, struct replace *r)
{
	char why[IMAGES_TEXT];
	struct image_info info;
	int rc = images_info(fd, true, &info, why);

	if (rc == 0 && (rc = find_base(&info, why)) < 0)
		image_info_done(&info);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s", file, why);
	image_name("", &info, r->name, sizeof(r->name));
	(void)fmt_print(r->digest, sizeof(r->digest), "%s",
		info.digest ? info.digest : "");
	rc = r->name[0] ? check_stacks(r->name, &info) : EXITCODE_OK;
	image_info_done(&info);
	if (!r->name[0])
		return out_fail(EXITCODE_FAILED,
			"%s: it says no name that an image can have", file);
	if (rc != EXITCODE_OK)
		return rc;
	rc = image_file(r->name, r->file, sizeof(r->file));
	return rc < 0 ? failed_with(r->name, rc) : EXITCODE_OK;
}

/* Makes STORE_NEW; its descriptor, or -1 with *code an exit code. */
static int make_new(int folder, int *code)
{
	int fd = openat(folder, STORE_NEW,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	*code = fd < 0 ? folder_failed("make", STORE_NEW, -errno) : EXITCODE_OK;
	return fd;
}

/* Puts the image that the delta in *copied stands for in its place; an exit
 * code.
 */
static int apply(const char *file, int folder, int *copied)
{
	autofd int delta = take_fd(copied);
	pid_t maker;
	int rc;

	(void)unlinkat(folder, STORE_NEW, 0);
	*copied = make_new(folder, &rc);
	if (*copied < 0)
		return rc;
	autofd int from = delta_open(delta, &maker);
	if (from < 0)
		return failed_with(file, from);
	rc = take(file, from, folder, *copied);
	if (rc == EXITCODE_OK && !delta_done(maker))
		rc = out_fail(EXITCODE_FAILED,
			"%s: no image could be made of this delta", file);
	return rc;
}

/* Copies, checks and renames, with the folder locked; an exit code. */
static int load(const struct client_args *args, int from, int folder)
{
	const char *file = args->names[0];
	struct replace r = {.folder = folder};
	int rc;
	autofd int to = make_new(folder, &rc);

	if (to < 0)
		return rc;
	rc = take(file, from, folder, to);
	if (rc == EXITCODE_OK && delta_is(to))
		rc = apply(file, folder, &to);
	if (rc == EXITCODE_OK)
		rc = check(file, to, &r);
	if (rc == EXITCODE_OK)
		rc = replace_run(args, &r);
	(void)unlinkat(folder, STORE_NEW, 0); /* gone if all went well */
	return rc;
}

int load_run(const struct client_args *args)
{
	const char *file = args->names[0];
	bool in = strcmp(file, "-") == 0;
	autofd int from = in ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
			     : open(file, O_RDONLY | O_CLOEXEC);
	int rc;

	if (from < 0)
		return failed_with(file, -errno);
	if (in && isatty(from))
		return out_fail(EXITCODE_USAGE,
			"%s: standard input is a terminal: name a file",
			args->verb);
	if (args->keep_ms && !args->restart)
		return out_fail(EXITCODE_USAGE,
			"%s: --keep-old-for needs --restart", args->verb);
	autofd int folder = folder_open(
		args->wait_ms < 0 ? FOLDER_WAIT_MS : args->wait_ms, &rc);
	return folder < 0 ? rc : load(args, from, folder);
}
