/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_ANONYMOUS_H
#define SUPERVISOR_SPEC_ANONYMOUS_H

#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <stddef.h>

struct image_info; /* images/image.h */

#define ANONYMOUS_MAX 32 /* in one container */

/*
 * Anonymous volumes: those of Volume=/PATH and of Mount=type=volume without a
 * source, and those that an image wants (VOLUME of its Dockerfile) where the
 * unit mounts nothing.  Each start of the container makes new ones, filled from
 * the image; they are removed when the container ends.  They are directories on
 * the data partition or, on a device without one, in the memory that holds what
 * the container writes to its root.
 */
struct anonymous {
	struct arena arena; /* has the texts of v */
	struct unit_volume v[ANONYMOUS_MAX];
	size_t n;
};

/*
 * Fills the list, which must be zero; image NULL: with the unit's volumes only.
 * offline: as on a device with a data partition.  0, or -errno after a log
 * line; anonymous_done() is to be called in both cases.
 */
int anonymous_plan(const struct unit_file *unit, const struct image_info *image,
	bool offline, struct anonymous *list);
void anonymous_done(struct anonymous *list);

/* Whether the path is that of a volume which an earlier boot has left. */
bool anonymous_is_left(const char *path);

/* For tasks: makes the directories, without permissions (volume_binds.c). */
int anonymous_make(const struct unit_file *unit, const struct anonymous *list);
/* For tasks: removes the volumes of an earlier run, if there are any. */
int anonymous_remove(const struct unit_file *unit);

#endif
