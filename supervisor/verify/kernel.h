/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_KERNEL_H
#define SUPERVISOR_VERIFY_KERNEL_H

#include <stddef.h>

struct draft;

/* Records what good units need of a kernel; may be called more than once. */
void kernel_note(const struct draft *files, size_t count);

/*
 * Adds to the problems (problems.h) each feature that the running kernel lacks,
 * by its CONFIG_ symbol: as an error if a recorded unit needs it (a warning if
 * the unit works without), else as a note.  The source is the kernel's
 * configuration, /proc/config.gz or /boot/config-RELEASE; without one, /proc,
 * /sys and the lists of modules.  Also adds a missing or old crun.
 */
void kernel_check(void);

#endif
