/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_IMAGEHEALTH_H
#define SUPERVISOR_SPEC_IMAGEHEALTH_H

#include "supervisor/base/strv.h"
#include "supervisor/units/unit_life.h"

struct image_info; /* images/image.h */
struct unit_file;  /* supervisor/units/unit_file.h */

/*
 * The health check that an image brings (HEALTHCHECK of its Dockerfile), for
 * units that use it (CHECK_IMAGE).  Images are only read in tasks: the task
 * that starts the container leaves the check in the file UNIT_DIR/health-1.
 * tcrd, later ones and the tasks that run the check read that file for as long
 * as the container runs.
 */

/*
 * Completes a unit's check by that of its image, NULL if it is unknown.  If the
 * image has none, health->from becomes CHECK_NONE.  health->cmd then points to
 * words of the image.
 */
void imagehealth_merge(
	struct unit_health *health, const struct image_info *image);

/* The key that needs a check if neither unit nor image has one; else NULL. */
const char *imagehealth_lacks(
	const struct unit_life *life, const struct image_info *image);

/*
 * For the task that starts the container: writes the file to the unit's folder
 * (dir), or removes that of an earlier start.  0, or -errno after a log line.
 */
int imagehealth_save(
	const struct unit_file *unit, const struct image_info *image, int dir);

/*
 * Completes a unit's check by the file, without cmd.  If there is no file,
 * health->from becomes CHECK_NONE.
 */
void imagehealth_load(const struct unit_file *unit, struct unit_health *health);

/* For tasks: reads the command of the check; 0 or -errno. */
int imagehealth_words(
	const struct unit_file *unit, struct arena *arena, struct strv *words);

#endif
