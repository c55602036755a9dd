/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_OFFLINE_H
#define SUPERVISOR_VERIFY_OFFLINE_H

#include "images/image.h"

#include <stdbool.h>

struct conf;
struct unit_file;

/*
 * Images and config.json as they would be, by files alone: for a look, also on
 * a machine that is not the device.  Logs nothing; *why is the last line that
 * would have been logged, until the next call.
 */

/*
 * Where images are looked for; NULL: nothing is known of any.  abroad: not on
 * the device, where a path of an image leads nowhere.
 */
void offline_begin(const char *const *images, bool abroad);

/*
 * What the image says of itself, also of another machine's.  NULL: *why, which
 * is NULL if nobody can know.
 */
const struct image_info *offline_image(const char *ref, const char **why);

/*
 * The container's config.json; NULL: *why.  Names of users stand for uid 0, the
 * seccomp program is left out, controllers are all taken to be there; without
 * the image nothing of its settings is known.  conf tells whose namespaces it
 * is in; NULL: nobody asks.  Holds until the next call.
 */
const char *offline_spec(const struct conf *conf, const struct unit_file *unit,
	const char **why);

#endif
