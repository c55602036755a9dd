/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_TREE_H
#define SUPERVISOR_BASE_TREE_H

#include <dirent.h>

/*
 * A tree of files that somebody else may change meanwhile: every step is one
 * name in a directory that is open already, so no link leads out of it.
 */

#define TREE_DEPTH_MAX 256

/* A directory on the way down. */
struct tree_level {
	DIR *dir;
	int beside; /* another that goes along with it, closed with it; or -1 */
	unsigned depth; /* 0: the top */
};

/*
 * What is done with one entry: 0, 1 when tree_open() has opened it, too, or
 * -errno after a log line, which ends the walk.
 */
typedef int tree_visit(struct tree_level *at, const char *name, void *arg);

/* Walks what is below top, which stays open, as beside does.  0 or -errno. */
int tree_walk(int top, int beside, tree_visit *visit, void *arg);

/* For visit: goes down into the directory of that name.  1 or -errno. */
int tree_open(struct tree_level *at, const char *name, int beside);

/*
 * Removes what has that name in parent, whatever it is and however deep.  0,
 * also if there is nothing, or -errno after a log line.
 */
int tree_remove(int parent, const char *name);

#endif
