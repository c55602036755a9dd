/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_VOLUME_BINDS_H
#define SUPERVISOR_RUNGS_VOLUME_BINDS_H

#include "supervisor/spec/spec_input.h"

/*
 * Binds the sources of the unit's volumes below in->sources, in the task's own
 * mount namespace; crun, which the task becomes, takes them from there.  Makes
 * the directories of named volumes that are not there yet, with the owner and
 * mode that a program expects: those of the directory that the image has at the
 * volume's destination, or else the container's user and 0755.  For tasks.  0
 * or -errno after a log line.
 */
int volume_binds_make(const struct spec_input *in);

#endif
