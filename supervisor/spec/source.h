/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SOURCE_H
#define SUPERVISOR_SPEC_SOURCE_H

#include "supervisor/units/conf.h"

#include <stdbool.h>

/*
 * What units name of the device, opened once.  Links that the device has are
 * followed; not those that are where a container may write: in named volumes,
 * and in what any unit mounts for writing.  In tasks.
 */

/*
 * Opens it (O_PATH).  what: "volume" and its like, for the log; NULL: it may
 * lack, and nothing is said of that.  -errno after a log line.
 */
int source_open(const struct conf *conf, const char *what, const char *path);

/* The same for a folder, which is made if it lacks. */
int source_folder(const struct conf *conf, const char *what, const char *path,
	mode_t mode);

/* Refuses what must be in no container (volume_check_source()). */
int source_check(int fd, const char *what, const char *path, bool read_only);

/*
 * Binds what is open to a place of tcr's own, made as a folder or a file; all:
 * with what is mounted below.  0 or -errno after a log line.
 */
int source_bind(int fd, bool all, const char *place);

/*
 * Gives the task mounts of its own, and in them an empty folder to bind to at
 * dir.  They go on to what it executes and end with that.
 */
int source_room(const char *dir);

#endif
