/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_LIMITS_H
#define SUPERVISOR_SPEC_SPEC_LIMITS_H

#include "supervisor/base/json.h"
#include "supervisor/spec/spec_input.h"

/*
 * Writes the cgroup limits of "resources": memory, pids, cpu, blockIO, unified.
 * Returns -EOPNOTSUPP if the kernel cannot keep a limit, after a log line with
 * the key and the controller.  A preference (a weight, MemoryHigh=) that it
 * cannot keep is left out with a warning.
 */
int spec_limits_put(struct json *j, const struct spec_input *in);

/* The container's limit of memory in bytes, or MEMORY_NO_LIMIT. */
int64_t spec_limits_memory(const struct spec_input *in);

#endif
