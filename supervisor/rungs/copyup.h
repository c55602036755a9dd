/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_COPYUP_H
#define SUPERVISOR_RUNGS_COPYUP_H

#define COPYUP_DEPTH_MAX   32
#define COPYUP_ENTRIES_MAX 100000

/*
 * Copies what is in one directory to another: files, directories and symbolic
 * links, with owner and mode but without setuid and setgid; nothing else, and
 * no link is followed.  What a copy that was cut off has left is overwritten.
 * Holes stay holes; what does not fit is not begun, and of a copy that fails
 * nothing is left.  In a task.  0 or -errno after a log line.
 */
int copyup_tree(int from, int to);

#endif
