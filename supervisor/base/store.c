/* SPDX-License-Identifier: MIT */
#include "supervisor/base/store.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PACE_MS  100 /* between two attempts to get the lock */
#define NAME_LEN 512

static int open_it(void)
{
	int fd = open(paths_store(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Makes the folder; its own name must survive a power cut, too. */
static int make(void)
{
	int rc = io_mkdirs(paths_store(), 0755);
	autofd int fd = rc < 0 ? rc : open_it();
	autofd int above =
		fd < 0 ? -1
		       : openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fd;
	if (above < 0 || fsync(above) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Waits for the lock; 0, -ETIMEDOUT or -errno. */
static int lock(int fd, int64_t wait_ms)
{
	const int64_t deadline = io_now_ms() + wait_ms;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (io_now_ms() >= deadline)
			return -ETIMEDOUT;
		(void)poll(NULL, 0, PACE_MS);
	}
	return 0;
}

static void clean(int fd)
{
	(void)unlinkat(fd, STORE_NEW, 0); /* missing, if all went well */
	(void)unlinkat(fd, STORE_OLD, 0);
}

int store_open(int64_t wait_ms)
{
	autofd int fd = open_it();
	int rc;

	if (fd == -ENOENT)
		fd = make();
	rc = fd < 0 ? fd : lock(fd, wait_ms);
	if (rc < 0)
		return rc;
	clean(fd);
	return take_fd(&fd);
}

/* Logs if the loaded image in this file is older than the firmware's. */
static void tell(const char *file)
{
	const struct image_trust trust = {.keys = paths_keys()};
	struct image_info info = {.uid = -1};
	char name[NAME_LEN], path[PATH_MAX], same[PATH_MAX];
	struct image_choice c;

	if (!image_is_file(file) ||
		fmt_print(path, sizeof(path), "%s/%s", paths_store(), file) < 0)
		return;
	autofd int fd =
		image_open(path, paths_images(), NULL, same, sizeof(same));
	if (fd < 0 || image_info_peek(fd, &trust, &info) < 0)
		return;
	image_name(file, &info, name, sizeof(name));
	image_info_done(&info);
	if (image_choose(name, paths_images(), paths_keys(), &c) == 0 &&
		strcmp(c.other, path) == 0)
		log_warn("image %s: %s is used, and the loaded %s is not: %s",
			name, c.path, path, c.why);
}

int store_tidy(const void *arg)
{
	autofd int fd = open_it();
	DIR *d = opendir(paths_store());
	struct dirent *e;

	(void)arg;
	if (fd >= 0 && lock(fd, 0) == 0)
		clean(fd);
	while (d && (e = readdir(d)))
		tell(e->d_name);
	if (d)
		closedir(d);
	return 0;
}
