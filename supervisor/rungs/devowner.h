/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DEVOWNER_H
#define SUPERVISOR_RUNGS_DEVOWNER_H

#include "supervisor/spec/spec_devices.h"
#include "supervisor/spec/spec_input.h"

/*
 * Sets owner, group and mode of a container's device node, in ids of the
 * container: as DeviceOwner= and DeviceMode= say, else as distributions do for
 * this kind of device, else as the node on the device has them.  0 or -errno
 * after a log line.
 */
int devowner_set(const struct spec_input *in, struct spec_device *device);

#endif
