/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LIMITS_H
#define SUPERVISOR_BASE_LIMITS_H

/*
 * Raises the limit of open files of tcrd to count, as far as it may: the kernel
 * gives PID 1 a hard limit of 4096.  Containers get theirs from config.json.
 */
void limits_files(unsigned count);

/*
 * Some limits of the kernel are for all processes of a user, in all containers
 * together, so one container could leave nothing for the others.  They are
 * lifted, as each container has limits of tasks and memory that count the same
 * things.  Pending signals may go beyond the limit of memory, so they keep a
 * limit, of 1.5 MB.
 */
void limits_lift(void);

#endif
