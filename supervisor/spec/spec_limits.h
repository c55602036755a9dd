/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_LIMITS_H
#define SUPERVISOR_SPEC_SPEC_LIMITS_H

#include "supervisor/base/json.h"
#include "supervisor/spec/spec_input.h"

/*
 * Writes what of "resources" is cgroup limits: memory, pids, cpu, blockIO,
 * unified.  A limit that the kernel cannot keep is -EOPNOTSUPP after a log line
 * with the key and the controller; a preference (weights, MemoryHigh=) that it
 * cannot keep is left out with a warning.
 */
int spec_limits_put(struct json *j, const struct spec_input *in);

/* The memory that the container may have; MEMORY_NO_LIMIT. */
int64_t spec_limits_memory(const struct spec_input *in);

#endif
