/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_STAMP_H
#define SUPERVISOR_RUNGS_STAMP_H

/*
 * The stamp of a timer with Persistent=: when it last started its unit, in
 * seconds of the wall clock.  It is in RUN, where reading it never blocks.
 * These two run in tasks, with a struct rung_context as arg, and copy it from
 * and to the data partition.  0 or -errno.
 */
#define STAMP_TEXT_MAX 32

int stamp_load(const void *arg);
int stamp_save(const void *arg);

#endif
