/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLDIR_H
#define SUPERVISOR_VOLDIR_H

#include "supervisor/spec.h"

/*
 * Makes the directories of the unit's named volumes that are not there yet,
 * each with the owner and mode that a program expects: those of the directory
 * that the root has at the volume's place, or else the container's user.  In a
 * task.  0 or -errno after a log line.
 */
int voldir_make(const struct spec_input *in);

#endif
