/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_SEED_H
#define SUPERVISOR_BASE_SEED_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Once, before the first unit starts.  Where the kernel has no random numbers
 * yet, they are brought in by a task: from DATA/random-seed, which the boot
 * before has left, or else by waiting for the kernel to collect them; then a
 * seed for the next boot is left.  Where it has them, nothing is read or
 * written.
 */
void seed_start(void);

/* A child of ours ended with a waitpid(2) status: true if it was that task. */
bool seed_reaped(pid_t pid, int status);

#endif
