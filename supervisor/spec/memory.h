/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_MEMORY_H
#define SUPERVISOR_SPEC_MEMORY_H

#include "supervisor/units/rights.h"

#include <stdint.h>

#define MEMORY_NO_LIMIT INT64_MAX

/*
 * How the device's memory is shared out, in bytes.  All containers together may
 * have what was free when tcrd first started, less a reserve.  A container
 * whose unit sets no limit has half of that.  A file system in memory has half
 * of its container's limit, 64 MiB at most, so that a program gets ENOSPC
 * before the container is killed.
 */

/*
 * Takes ContainersMemoryMax= and the memory that was free.  Without this call,
 * on the build machine, the device has 1 GiB.
 */
void memory_init(struct rights_amount containers, int64_t available);

/* The memory that is free now or can be made free, or -errno. */
int64_t memory_available(void);

/* The limits of all containers together and of one whose unit sets none. */
int64_t memory_containers(void);
int64_t memory_container(void);

/*
 * The size of a file system in memory whose unit names none, in a container
 * with this limit.  For one that several containers share, the limit is
 * memory_container().
 */
uint64_t memory_tmpfs(int64_t limit);

/*
 * How many terminals a container may have.  Some 1.3 MB of each count for no
 * container.
 */
unsigned memory_terminals(void);

/* The amount in bytes, a share being one of whole, or MEMORY_NO_LIMIT. */
int64_t memory_amount(struct rights_amount a, uint64_t whole);

/* The memory of the device; 1 GiB on the build machine. */
uint64_t memory_device(void);

#endif
