/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_TREE_H
#define SUPERVISOR_BASE_TREE_H

#include <dirent.h>
#include <limits.h>
#include <stddef.h>

/*
 * Walks and removes trees of files that others may change meanwhile: each step
 * opens one name in a directory that is already open, without following a
 * symbolic link, so that it cannot leave the tree.
 */

#define TREE_DEPTH_MAX 256

/* A directory on the way down. */
struct tree_level {
	DIR *dir;
	int beside; /* a descriptor of the visitor, closed with dir; or -1 */
	unsigned depth; /* 0: the top */
};

/*
 * Called for each entry of a directory.  Returns 0, or what tree_open()
 * returned, or -errno after a log line; an error ends the walk.
 */
typedef int tree_visit(struct tree_level *at, const char *name, void *arg);

/*
 * Calls visit for all entries of top, and of the directories that it opens.
 * Does not close top nor beside, which is that of the top level.  0 or -errno.
 */
int tree_walk(int top, int beside, tree_visit *visit, void *arg);

/* For visit: the walk goes on in this directory.  1 or -errno. */
int tree_open(struct tree_level *at, const char *name, int beside);

/* The path of the entry that a walk is at, from its top. */
struct tree_path {
	char text[PATH_MAX];
	size_t len[TREE_DEPTH_MAX + 2]; /* of each directory on the way down */
};

/* For visit: p, zero at first, becomes the entry's path.  0 or -ENAMETOOLONG.
 */
int tree_path(
	struct tree_path *p, const struct tree_level *at, const char *name);

/*
 * Removes the file or the whole tree of this name in parent.  0, also if there
 * is none, or -errno after a log line: of another file system that is mounted
 * in the tree nothing is removed.
 */
int tree_remove(int parent, const char *name);

#endif
