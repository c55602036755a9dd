/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LINKWALK_H
#define SUPERVISOR_BASE_LINKWALK_H

#include <limits.h>
#include <stdbool.h>

/*
 * A path that others have their hands in, walked name by name below a root.
 * The kernel follows no link of it: each name is opened by a path that has none
 * (RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS), and a link is put into the path as
 * text, its "/" being the root.
 */
struct linkwalk {
	int root;       /* a directory */
	bool keep_last; /* a link at the end stays what it is */
	/* Whether a link in the folder (O_PATH) may be followed; NULL: all. */
	bool (*may)(const void *arg, int folder);
	const void *arg;
	char done[PATH_MAX]; /* where it has come to, "" being the root */
	char rest[PATH_MAX]; /* what is still to come */
	int links;           /* that were followed */
};

/*
 * Walks; done is then the path without links, the end of which may lack.
 * Returns how many links there were, or -errno without a log line: -EXDEV for
 * one that may not be followed, which is where done has come to.
 */
int linkwalk_run(struct linkwalk *w, const char *path);

/* Opens (O_PATH) what such a path leads to, a link itself too; or -errno. */
int linkwalk_look(int root, const char *path);

#endif
