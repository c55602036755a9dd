/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_CGROUP_H
#define SUPERVISOR_BASE_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Each unit with processes has one cgroup (cgroup v2 only): a container has
 * /sys/fs/cgroup/tcr/NAME, a program of the device itself (tcr-dns, udhcpc)
 * /sys/fs/cgroup/tcrd/NAME, below the group in which tcr-init starts tcrd and
 * whose memory is protected.  TCR_CGROUP replaces "tcr" in both: a name, or a
 * path of groups that exist but for the last one.  A process belongs to a unit
 * if and only if its cgroup is the unit's or one below it; a pid proves
 * nothing. Functions return 0 (or a descriptor) or -errno.
 */

/* Makes the two groups above and enables the controllers of this kernel. */
int cgroup_init(void);

/*
 * Limits all containers together: to memory_bytes, and to seven eighths of the
 * tasks that the kernel can have.
 */
void cgroup_limit(int64_t memory_bytes);

/* Whether the groups of containers have this file ("memory.swap.max"). */
bool cgroup_can(const char *file);

/*
 * Writes "/tcr/NAME" or "/tcrd/NAME", as in /proc/PID/cgroup and as cgroupsPath
 * in config.json.
 */
int cgroup_path(const char *name, char path[PATH_MAX]);

/* Makes the unit's group; returns a directory descriptor for clone3(2). */
int cgroup_open(const char *name);

/* Whether the process is in the unit's group; false if that is not known. */
bool cgroup_owns(const char *name, pid_t pid);

/* Reads a file of the unit's group; the number of bytes, or -errno. */
ssize_t cgroup_read(
	const char *name, const char *file, char *text, size_t size);

/* Writes a file of the unit's group. */
int cgroup_write(const char *name, const char *file, const char *text);

/*
 * Reads a number from a file of the unit's group: the whole file ("memory.max")
 * if key is NULL, else its line "KEY NUMBER".  Returns INT64_MAX for "max",
 * -ENODATA if there is no such line, -errno.
 */
int64_t cgroup_number(const char *name, const char *file, const char *key);

/*
 * Whether a process is in the group of any container; name becomes that of the
 * container's group below all others', or "".  CGROUP_UNKNOWN: it has ended, or
 * is not visible in tcrd's pid namespace.
 */
enum cgroup_answer {
	CGROUP_UNKNOWN,
	CGROUP_OUTSIDE,
	CGROUP_INSIDE,
};
enum cgroup_answer cgroup_of_units(pid_t pid, char name[NAME_MAX + 1]);

/* Stops all processes of the unit's group where they are, or lets them go on.
 * The group's cgroup.events says "frozen 1" when all have stopped. */
int cgroup_freeze(const char *name, bool on);

/*
 * Kills everything in the unit's group, waits until it is empty (at most
 * limit_ms: -ETIMEDOUT, "unkillable") and removes it.  Blocks: for tasks.
 */
int cgroup_destroy(const char *name, int64_t limit_ms);

#endif
