/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_CHOICE_H
#define IMAGES_CHOICE_H

#include <stdint.h>

struct image_info;
struct ref;

/*
 * Which image of a name counts if two folders have it: the one of the later
 * folder, which was loaded on the device, unless
 * - the one of the earlier folder, the firmware's, was created later, or
 * - the loaded one is damaged, or for another architecture, or
 * - the device has keys, and none of them has signed the loaded one under this
 *   name: nobody who can only write to the data may replace the firmware's.
 * (What is refused although no other folder has one: image_trusted().)
 */
#define CHOICE_LOADED   "a loaded image counts before one of the firmware"
#define CHOICE_OLDER    "it was created before the one of the firmware"
#define CHOICE_DAMAGED  "it is damaged, or its signature is bad"
#define CHOICE_UNSIGNED "no key of the device has signed it under this name"
#define CHOICE_FOREIGN  "it is for another architecture"

/*
 * Why the later one does not count, one of the texts above; NULL: it counts.
 * first is NULL if the earlier one is damaged.  signed_as is the reference that
 * must be signed, or NULL if the device has no keys.
 */
const char *choice_against(const struct image_info *first,
	const struct image_info *later, const struct ref *signed_as);

/*
 * Seconds since 1970 of a time as in RFC 3339.  0 if it is none, or before
 * 1971: builds that are to give the same bytes each time write such times.
 */
int64_t choice_time(const char *text);

#endif
