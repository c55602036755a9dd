/* SPDX-License-Identifier: MIT */
/*
 * Bases: an image may have only what differs from the root of another one.  It
 * names that one by the root of its hash tree, so whatever file of a store has
 * this tree shows the bytes that the image was made for, or errors; its name
 * and tag do not matter.  The image's own signature, if there is one, covers
 * that root, too.
 */
#include "images/image.h"
#include "images/info.h"
#include "images/lookup.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

bool image_is_base(const struct image_info *base, const struct image_info *of)
{
	return of->base && base->verity_root &&
	       strcmp(of->base, base->verity_root) == 0;
}

/* Opens the file if it is the base; -ENOENT: it is not. */
static int open_if_base(const char *path, const struct image_info *of)
{
	struct image_info info;
	char why[INFO_WHY_MAX];
	autofd int fd = lookup_open_regular(path);
	bool is;

	if (fd < 0 || info_load(fd, NULL, &info, why) < 0)
		return -ENOENT;
	is = image_is_base(&info, of);
	if (is && info.base)
		log_err("image %s: is a base and needs one itself: only one "
			"can be below an image",
			path);
	is = is && !info.base;
	image_info_done(&info);
	return is ? take_fd(&fd) : -ENOENT;
}

static int search(
	const char *dir, const struct image_info *of, char path[PATH_MAX])
{
	DIR *d = opendir(dir);
	int fd = -ENOENT;

	for (struct dirent *e; fd < 0 && d && (e = readdir(d));)
		if (image_is_file(e->d_name) &&
			fmt_print(path, PATH_MAX, "%s/%s", dir, e->d_name) > 0)
			fd = open_if_base(path, of);
	if (d)
		closedir(d);
	return fd;
}

int image_base_open(const struct image_info *of, const char *const *dirs,
	char path[PATH_MAX])
{
	char list[512];
	int fd = -ENOENT;

	for (size_t i = 0; dirs[i] && fd < 0; i++)
		fd = search(dirs[i], of, path);
	if (fd >= 0)
		return fd;
	lookup_list(dirs, list, sizeof(list));
	log_err("image %s:%s needs the base sha256:%s (%s), which is not in "
		"%s",
		of->name ? of->name : "?", of->tag ? of->tag : "latest",
		of->base, of->base_name ? of->base_name : "no name", list);
	return -ENOENT;
}

int image_base_up(const struct image_info *of, const struct image_trust *trust,
	const char *const *dirs, const char *dir)
{
	const struct image_trust known = {
		.keys = trust->keys, .root = of->base};
	char path[PATH_MAX];
	struct image_info info;
	int rc;

	if (!of->base)
		return image_down(dir);
	autofd int fd = image_base_open(of, dirs, path);
	/* The file is read again: it must still be what the image needs. */
	rc = fd < 0 ? fd : image_info_read(fd, &known, &info);
	if (rc < 0)
		return rc;
	rc = image_up(fd, &info, dir);
	image_info_done(&info);
	return rc;
}
