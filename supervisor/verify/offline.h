/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_OFFLINE_H
#define SUPERVISOR_VERIFY_OFFLINE_H

#include "images/image.h"

#include <stdbool.h>

struct conf;
struct unit_file;

/*
 * Reads images and makes config.json without starting anything, also on a
 * machine that is not the device.  Logs nothing; *why is the last error that
 * would have been logged, valid until the next call.
 */

/*
 * Sets the folders of images (NULL: images are not known).  abroad: this
 * machine is not the device, so that the absolute path of an image means
 * nothing.
 */
void offline_begin(const char *const *images, bool abroad);

/* Sets what images must have; before that, nothing. */
void offline_trust(const struct image_trust *trust);

/*
 * What the image says of itself; it may be for another architecture.  Valid
 * until the program ends.  On failure NULL and *why, which is NULL if images
 * are not known.
 */
const struct image_info *offline_image(const char *ref, const char **why);

/*
 * The container's config.json, valid until the next call; on failure NULL and
 * *why.  Names of users become uid 0, the seccomp program is left out, all
 * cgroup controllers are taken to be there, and if the image is not known, its
 * settings are missing.  conf has the units whose namespaces the container may
 * share; NULL: without their paths.
 */
const char *offline_spec(const struct conf *conf, const struct unit_file *unit,
	const char **why);

#endif
