/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_OFFLINE_H
#define SUPERVISOR_OFFLINE_H

#include <stdbool.h>
#include <stddef.h>

struct unit_file;

#define OFFLINE_WHY_MAX 512

/*
 * config.json as it would be, by unit file and image alone: for a look, also on
 * a machine that is not the device.  Names of users stand for uid 0, the
 * seccomp program is left out, controllers are all taken to be there; without
 * the image (has_image false) nothing of its settings is known.
 *
 * Logs nothing: why is the last line that would have been logged, or "".  Text
 * and its length are in buf; -errno: there is none.
 */
struct offline {
	char *buf; /* SPEC_MAX bytes */
	bool has_image;
	char why[OFFLINE_WHY_MAX];
};

int offline_spec(struct offline *o, const struct unit_file *unit,
	const char *const *images);

#endif
