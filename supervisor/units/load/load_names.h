/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_NAMES_H
#define SUPERVISOR_UNITS_LOAD_LOAD_NAMES_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Replaces further names of units by their own: those of networks, pods and
 * containers that a unit joins, of volumes (VolumeName=) and of images
 * (ImageTag= beside a path).  A volume or image that is named so is required.
 * Before dependencies are resolved; files are sorted by name.  0 or -ENOMEM.
 */
int load_names_link(struct draft *files, size_t count);

#endif
