/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DEVTREE_H
#define SUPERVISOR_RUNGS_DEVTREE_H

#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_mounts.h"

#define DEVTREE_NULL SPEC_DEV "/null"

/*
 * Makes the container's /dev, a file system of its own that crun only binds; an
 * earlier one is removed first.  devtree_down() removes it.  Both return 0 or
 * -errno after a log line.
 */
int devtree_up(const struct spec_input *in);
int devtree_down(const char *unit);

#endif
