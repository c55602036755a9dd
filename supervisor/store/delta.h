/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_DELTA_H
#define SUPERVISOR_STORE_DELTA_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether the file is a delta, of tcr-create-delta: what is new in an image. */
bool delta_is(int fd);

/*
 * Starts a process that makes the image of a delta and the old image.  Returns
 * a pipe from which the image can be read, or -errno.
 */
int delta_open(int delta, pid_t *maker);

/* Waits for that process.  Whether it made all of the image. */
bool delta_done(pid_t maker);

#endif
