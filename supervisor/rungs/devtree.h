/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DEVTREE_H
#define SUPERVISOR_RUNGS_DEVTREE_H

#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_mounts.h"

#define DEVTREE_NULL SPEC_DEV "/null"

/*
 * Makes the container's /dev anew, in a file system of its own; crun only binds
 * it.  0 or -errno after a log line.  devtree_down() takes it away.
 */
int devtree_up(const struct spec_input *in);
int devtree_down(const char *unit);

#endif
