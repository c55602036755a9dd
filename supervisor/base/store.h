/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_STORE_H
#define SUPERVISOR_BASE_STORE_H

#include <stdint.h>

/*
 * The folder of loaded images, paths_store(), for those who change it.  They
 * hold its lock (flock(2)), one at a time; those who read take no lock, as each
 * change is one rename(2), link(2) or unlink(2).  No lookup sees a name that
 * begins with a dot.
 */
#define STORE_NEW ".load" /* an image that is being copied */
#define STORE_OLD ".old"  /* the image that a load has replaced */

/*
 * Opens the folder, makes it if it is missing, waits for its lock, and removes
 * what an interrupted load has left in it.  Returns a descriptor, which holds
 * the lock until it is closed, -ETIMEDOUT or -errno; does not log.
 */
int store_open(int64_t wait_ms);

/*
 * Runs in a task, after the boot: removes what an interrupted load has left,
 * unless a load is under way, and logs which loaded images are older than those
 * of the firmware.  arg is not used.  0.
 */
int store_tidy(const void *arg);

#endif
