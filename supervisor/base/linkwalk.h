/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LINKWALK_H
#define SUPERVISOR_BASE_LINKWALK_H

#include <limits.h>
#include <stdbool.h>

/*
 * Resolves the symbolic links of a path below a root, while others may change
 * the files there.  The kernel never follows a link: each name is opened by a
 * path without links (openat2(2): RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS), and
 * the text of a link is put into the path in the place of its name, a leading
 * "/" being the root.
 */
struct linkwalk {
	int root;       /* a directory */
	bool keep_last; /* a link as the last name is not followed */
	/* Whether links in this folder (O_PATH) may be followed; NULL: all. */
	bool (*may)(const void *arg, int folder);
	const void *arg;
	char done[PATH_MAX]; /* the resolved part; "" is the root */
	char rest[PATH_MAX]; /* the part still to resolve */
	int links;           /* how many links were followed */
};

/*
 * Resolves path: w->done becomes the path without links, whose last names need
 * not exist.  Returns how many links were followed, or -errno without a log
 * line.  -EXDEV: the link w->done may not be followed.
 */
int linkwalk_run(struct linkwalk *w, const char *path);

/* Opens (O_PATH) the file, or the link, at a path without links; -errno. */
int linkwalk_look(int root, const char *path);

#endif
