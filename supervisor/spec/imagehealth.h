/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_IMAGEHEALTH_H
#define SUPERVISOR_SPEC_IMAGEHEALTH_H

#include "supervisor/base/strv.h"
#include "supervisor/units/unit_life.h"

struct image_info; /* images/image.h */
struct unit_file;  /* supervisor/units/unit_file.h */

/*
 * The check of its health that an image brings (HEALTHCHECK of its Dockerfile),
 * for units that leave that to it (CHECK_IMAGE).  Images are read in tasks
 * alone: the task that starts the container leaves what it found in the file
 * UNIT_DIR/health-1, which stays as long as the container runs, for this tcrd,
 * its successors and the tasks that run the check.
 */

/*
 * Completes what a unit leaves to its image; without a check in the image
 * (NULL: it is unknown) that becomes CHECK_NONE.  The words of cmd are the
 * image's own.
 */
void imagehealth_merge(
	struct unit_health *health, const struct image_info *image);

/* The key that asks for a check where neither unit nor image has one; NULL. */
const char *imagehealth_lacks(
	const struct unit_life *life, const struct image_info *image);

/*
 * In the task that starts the container: writes the file of the unit whose
 * directory is dir, or removes that of an earlier start.  0, or -errno after a
 * log line.
 */
int imagehealth_save(
	const struct unit_file *unit, const struct image_info *image, int dir);

/*
 * Completes what a unit says by the file, all but cmd; without a file it
 * becomes CHECK_NONE.
 */
void imagehealth_load(const struct unit_file *unit, struct unit_health *health);

/* In a task: the words of the check; 0 or -errno. */
int imagehealth_words(const struct unit_file *unit, struct strv *words);

#endif
