/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_MEMORY_H
#define SUPERVISOR_SPEC_MEMORY_H

#include "supervisor/units/rights.h"

#include <stdint.h>

#define MEMORY_NO_LIMIT INT64_MAX

/*
 * How the device's memory is shared out.  All containers together may have what
 * was free when tcrd first started, less a reserve; one that does not say has
 * half of that; a file system in memory has half of its container's, so that a
 * full one is ENOSPC before the container is killed.  Bytes, all of them.
 */

/*
 * Takes ContainersMemoryMax= and what was free.  Without it, on the build
 * machine, the device has 1 GiB.
 */
void memory_init(struct rights_amount containers, int64_t available);

/* What is free now, or can be made so; -errno. */
int64_t memory_available(void);

/* The limit of all containers together, and of one that does not say. */
int64_t memory_containers(void);
int64_t memory_container(void);

/*
 * The size of a file system in memory of a container with this limit, if its
 * unit does not say; of one that several share, with memory_container().
 */
uint64_t memory_tmpfs(int64_t limit);

/* How many terminals a container may have: some 1.3 MB each is nobody's. */
unsigned memory_terminals(void);

/* n hundredths of a percent of the whole, a number, or MEMORY_NO_LIMIT. */
int64_t memory_amount(struct rights_amount a, uint64_t whole);

/* What the device has; 1 GiB on the build machine. */
uint64_t memory_device(void);

#endif
