/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_VOLUME_BINDS_H
#define SUPERVISOR_RUNGS_VOLUME_BINDS_H

#include "supervisor/spec/spec_input.h"

/*
 * Binds the sources of the unit's volumes to in->sources, in mounts of the
 * task's own: crun, which it becomes, takes them from there.  Makes the
 * directories of the unit's named volumes that are not there yet,
 * each with the owner and mode that a program expects: those of the directory
 * that the root has at the volume's place, or else the container's user.  In a
 * task.  0 or -errno after a log line.
 */
int volume_binds_make(const struct spec_input *in);

#endif
