/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_SEED_H
#define SUPERVISOR_BASE_SEED_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * To be called once, before the first unit starts.  If the kernel has no random
 * numbers yet (getrandom(2) would block) and the data partition is mounted,
 * starts a task that gives the kernel the seed DATA/random-seed of the boot
 * before, waits until there are random numbers, and writes a seed for the next
 * boot.  Else does nothing.
 */
void seed_start(void);

/* A child has ended with this waitpid(2) status; true if it was that task. */
bool seed_reaped(pid_t pid, int status);

#endif
