/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_KERNEL_H
#define SUPERVISOR_VERIFY_KERNEL_H

#include <stddef.h>

struct unitfile;

/* Notes what good units need of a kernel; may be called more than once. */
void kernel_note(const struct unitfile *files, size_t count);

/*
 * Adds to the problems what the running kernel lacks, named by its CONFIG_
 * symbol: an error if the units that were noted need it, else a note.  Asks the
 * kernel's configuration, /proc/config.gz or /boot/config-RELEASE, or if there
 * is none what the kernel shows of itself.  And what is to be said of crun.
 */
void kernel_check(void);

#endif
