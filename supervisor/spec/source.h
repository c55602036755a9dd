/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SOURCE_H
#define SUPERVISOR_SPEC_SOURCE_H

#include "supervisor/units/conf.h"

#include <stdbool.h>

/*
 * Files and folders of the device that units name, opened once.  Links are
 * followed, except in places where a container may write: in named volumes and
 * in sources that any unit mounts writable.  For tasks.
 */

/*
 * Opens path (O_PATH).  what names it in messages ("volume"); NULL: it may be
 * missing, which is not logged.  -errno after a log line.
 */
int source_open(const struct conf *conf, const char *what, const char *path);

/* The same for a folder, which is made if it is missing. */
int source_folder(const struct conf *conf, const char *what, const char *path,
	mode_t mode);

/* Refuses a source that no container may have (volume_check_source()). */
int source_check(int fd, const char *what, const char *path, bool read_only);

/*
 * Binds the open file or folder to place, which is made if it is missing.  all:
 * mounts below it are bound, too.  0 or -errno after a log line.
 */
int source_bind(int fd, bool all, const char *place);

/*
 * Gives the task a mount namespace of its own, with an empty folder at dir to
 * bind to.  The program that the task executes keeps the namespace.
 */
int source_room(const char *dir);

#endif
