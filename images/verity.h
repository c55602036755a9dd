/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_VERITY_H
#define IMAGES_VERITY_H

#include "images/node.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define VERITY_BLOCK 4096

/* A device's data and, right behind them, their hash tree. */
struct verity {
	const char *root; /* root hash: 64 hexadecimal digits, lower case */
	const char *salt; /* hexadecimal digits, lower case; may be "" */
	uint64_t bytes;   /* of the data: a multiple of VERITY_BLOCK */
};

/*
 * Returns the descriptor of a read-only device-mapper device that shows the
 * data of the open block device and compares each block that is read with the
 * hash tree: a read of a changed block fails with EIO.  Writes its path
 * ("/dev/dm-3") to path.  An existing device of that block device and root hash
 * is used again. The modules of VERITY_MODULES are loaded if the kernel lacks
 * dm-verity. -errno after a log line.
 */
#define VERITY_MODULES "/usr/lib/tcr/verity-modules"
int verity_up(int device, const struct verity *v, char path[NODE_PATH_MAX]);

/*
 * From now on the device of verity_up() ends once nobody has it open or
 * mounted. 0 or -errno after a log line.
 */
int verity_autoclear(int dm);

/*
 * Whether a block that was read of this device was not the one of the hash
 * tree.  false for other devices.  Does not wait, and does not log.
 */
bool verity_is_damaged(dev_t device);

/*
 * Removes devices that somebody who was killed in verity_up() has left.  Does
 * nothing in a kernel that has no device-mapper devices.
 */
void verity_sweep(void);

#endif
