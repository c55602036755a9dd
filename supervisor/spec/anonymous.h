/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_ANONYMOUS_H
#define SUPERVISOR_SPEC_ANONYMOUS_H

#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <stddef.h>

struct image_info; /* images/image.h */

#define ANONYMOUS_MAX 32 /* of a container */

/*
 * Anonymous volumes: those of Volume=/PATH and of Mount=type=volume without a
 * source, and those that an image wants (VOLUME of its Dockerfile) where the
 * unit mounts nothing.  Each start of the container has new ones, filled from
 * the image, and they go when it ends.  They are directories of the data
 * partition; on a device without one, of the memory that holds what the
 * container writes to its root.
 */
struct anonymous {
	struct unit_volume v[ANONYMOUS_MAX];
	size_t n;
};

/*
 * Which there are; image NULL: none of it.  offline: as on a device with a data
 * partition.  0, or -errno after a log line; undone by anonymous_done() in both
 * cases, list being zero before.
 */
int anonymous_plan(const struct unit_file *unit, const struct image_info *image,
	bool offline, struct anonymous *list);
void anonymous_done(struct anonymous *list);

/* In a task: makes the directories, without permissions (volume_binds.h). */
int anonymous_make(const struct unit_file *unit, const struct anonymous *list);
/* In a task: removes those of an earlier life; none is fine. */
int anonymous_remove(const struct unit_file *unit);

#endif
