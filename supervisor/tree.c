/* SPDX-License-Identifier: MIT */
/* A walk down a tree of files, by descriptors alone. */
#include "supervisor/tree.h"

#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int tree_open(struct tree_level *at, const char *name, int beside)
{
	autofd int fd = openat(dirfd(at->dir), name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir)
		return -errno;
	(void)take_fd(&fd);
	at[1] = (struct tree_level){dir, beside, at->depth + 1};
	return 1;
}

int tree_walk(int top, int beside, tree_visit *visit, void *arg)
{
	struct tree_level levels[TREE_DEPTH_MAX + 1] = {0};
	autofd int fd = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int depth = 0, rc = 0;

	levels[0] =
		(struct tree_level){fd < 0 ? NULL : fdopendir(fd), beside, 0};
	if (!levels[0].dir)
		return failed("open a directory");
	(void)take_fd(&fd);
	while (depth >= 0) {
		struct tree_level *at = &levels[depth];
		struct dirent *e = rc < 0 ? NULL : readdir(at->dir);

		if (!e) {
			closedir(at->dir);
			if (depth-- > 0)
				io_close(&at->beside);
		} else if (!strcmp(e->d_name, ".") ||
			   !strcmp(e->d_name, "..")) {
			continue;
		} else if (depth == TREE_DEPTH_MAX) {
			log_err("%s: it is too deep", e->d_name);
			rc = -ELOOP;
		} else {
			rc = visit(at, e->d_name, arg);
			depth += rc > 0;
		}
	}
	return rc < 0 ? rc : 0;
}
