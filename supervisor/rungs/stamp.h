/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_STAMP_H
#define SUPERVISOR_RUNGS_STAMP_H

/*
 * The stamp of a timer with Persistent=: when it was last due, in seconds.  It
 * is in RUN, where reading it never blocks; these rungs carry it from and to
 * the data partition.
 */
#define STAMP_TEXT_MAX 32

int stamp_load(const void *arg);
int stamp_save(const void *arg);

#endif
