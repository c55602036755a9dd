/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_CGROUP_H
#define SUPERVISOR_BASE_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * One cgroup a unit, cgroup v2 only: /sys/fs/cgroup/tcr/NAME of a container,
 * /sys/fs/cgroup/tcrd/NAME of a program of the device itself (tcr-dns, udhcpc),
 * below the group that tcr-init starts tcrd in, which has its memory for sure.
 * The names are TCR_CGROUP's, with a "d" behind it.  A process belongs to a
 * unit exactly if its cgroup is the unit's, or one below; a pid proves nothing.
 * Functions return 0 (or a descriptor) or -errno.
 */

/* Makes the group of all units and enables the controllers that there are. */
int cgroup_init(void);

/*
 * Limits of all containers together: of memory, and of tasks, which leaves the
 * device an eighth of what the kernel can have.
 */
void cgroup_limit(int64_t memory_bytes);

/* Whether a unit's group has this file ("memory.swap.max"). */
bool cgroup_can(const char *file);

/* "/tcr/NAME" or "/tcrd/NAME", as in /proc/PID/cgroup and in crun's
 * cgroupsPath. */
int cgroup_path(const char *name, char path[PATH_MAX]);

/* Makes the unit's group; returns a directory descriptor for clone3(2). */
int cgroup_open(const char *name);

/* True if the process is known to be in the unit's group. */
bool cgroup_owns(const char *name, pid_t pid);

/*
 * A number of the unit's group: of a file that is one ("memory.max"), key NULL,
 * or of a line "KEY NUMBER".  INT64_MAX for "max"; -errno, -ENODATA without
 * such a line.
 */
int64_t cgroup_number(const char *name, const char *file, const char *key);

/*
 * Whether a process is in the group of any unit.  One that has ended, or is of
 * another pid namespace, is neither inside nor outside: nobody can tell.
 */
enum cgroup_answer {
	CGROUP_UNKNOWN,
	CGROUP_OUTSIDE,
	CGROUP_INSIDE,
};
enum cgroup_answer cgroup_of_units(pid_t pid);

/*
 * Kills everything in the unit's group, waits until it is empty (at most
 * limit_ms: -ETIMEDOUT, "unkillable") and removes it.  Blocks: for tasks.
 */
int cgroup_destroy(const char *name, int64_t limit_ms);

#endif
