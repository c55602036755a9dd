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

/* Writes a file of a container's cgroup ("memory.max"); 0 or -errno. */
typedef int spec_limits_write(const char *file, const char *text);

/*
 * Writes the same limits to the cgroup of a container that runs, with defaults
 * for all that its unit does not limit, but for devices (io.max, io.latency).
 * in has only unit and cgroup_can.  0 or -errno.
 */
int spec_limits_files(const struct spec_input *in, spec_limits_write *write);

/* The container's limit of memory in bytes, or MEMORY_NO_LIMIT. */
int64_t spec_limits_memory(const struct spec_input *in);

#endif
