/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_QUOTA_H
#define SUPERVISOR_BASE_QUOTA_H

#include <stdint.h>

/*
 * Limits of directories, by project quotas: on ext4 made with the features
 * quota and project, on f2fs, or on xfs mounted with prjquota.  The number of a
 * directory's project is that of its inode, so no list of numbers is kept.
 */

/*
 * Limits what the directory and all below it may hold; bytes 0: no limit.  May
 * walk the whole directory.  0, -EOPNOTSUPP if the file system enforces no
 * project quotas, or another -errno; does not log.
 */
int quota_set(int dir, uint64_t bytes);

/*
 * What the directory holds, and its limit, 0 without one.  0, or -ENODATA if
 * quota_set() has never given it a limit, or another -errno.
 */
int quota_get(int dir, uint64_t *used, uint64_t *limit);

#endif
