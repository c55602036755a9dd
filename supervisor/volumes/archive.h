/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_ARCHIVE_H
#define SUPERVISOR_VOLUMES_ARCHIVE_H

#include <stddef.h>

/*
 * Writes the tree at the descriptor top to out as a tar archive: owners as
 * numbers, modes, times in seconds, hard links, extended attributes.  Sockets,
 * device nodes and what is on other file systems are left out, each with a line
 * on standard error.  The end of the archive is left to archive_end().  0 or
 * -errno after a log line.
 */
int archive_write(int top, int out);

/* The same for an open regular file, which gets this name in the archive. */
int archive_file(int fd, const char *name, int out);

/* Writes the end: without it, an archive counts as cut off. */
int archive_end(int out);

#endif
