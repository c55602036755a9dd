/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_NODE_H
#define IMAGES_NODE_H

#include <sys/types.h>

#define NODE_PATH_MAX 32 /* of "/dev/loop3", "/dev/dm-3" */

/*
 * Opens the node of a device for reading; type is S_IFCHR or S_IFBLK.  The node
 * is made if it is missing (/dev need not be a devtmpfs).  Returns a
 * descriptor, -ENODEV if the node is of anything else, or -errno; does not log.
 */
int node_open(const char *path, mode_t type, dev_t device);

#endif
