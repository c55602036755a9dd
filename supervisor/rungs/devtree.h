/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DEVTREE_H
#define SUPERVISOR_RUNGS_DEVTREE_H

#include "supervisor/spec/spec.h"

#define DEVTREE_DIR  "dev" /* in the unit's folder; bound to /dev inside */
#define DEVTREE_NULL DEVTREE_DIR "/null"

/*
 * Makes the container's /dev anew, in a file system of its own; crun only binds
 * it.  0 or -errno after a log line.  devtree_down() takes it away.
 */
int devtree_up(const struct spec_input *in);
int devtree_down(const char *unit);

#endif
