/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_COPYUP_H
#define SUPERVISOR_RUNGS_COPYUP_H

#define COPYUP_DEPTH_MAX   32
#define COPYUP_ENTRIES_MAX 100000

/*
 * Copies the content of a directory to another one: files, directories and
 * symbolic links, with owner and mode but without setuid and setgid.  Other
 * entries are left out, no link is followed, and holes stay holes.  Files of an
 * earlier copy that was cut off are overwritten.  A copy that does not fit is
 * not begun; one that fails is removed.  For tasks.  0 or -errno after a log
 * line.
 */
int copyup_tree(int from, int to);

#endif
