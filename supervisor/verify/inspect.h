/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_INSPECT_H
#define SUPERVISOR_VERIFY_INSPECT_H

#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>

struct draft;

/* What is known of the device, and of the units that are looked at. */
struct inspect {
	bool images; /* offline_begin() was told where images are */
	bool abroad; /* this machine is not the device */
	bool all;    /* these are all units, so that one may miss another */
	const char *arch;         /* of the device, as OCI names it; or NULL */
	const char *const *roots; /* the device's files; ends with NULL */
};

/*
 * Checks units once more, as the hook of load_all() (gather_source.look):
 * warns of containers that would not be restarted and of images that are signed
 * by a key which the device does not know, and reports images that are missing
 * or bad and containers whose config.json cannot be made, as errors of the
 * unit.  If how->images, offline_begin() must have been called.
 */
void inspect_units(
	struct draft *files, size_t count, const struct inspect *how);

/*
 * Warns of good units that will not start because a unit that they need is
 * refused or, for the same reason, will not start; adds their names to the
 * list. 0 or -ENOMEM.
 */
int inspect_held(struct draft *files, size_t count, struct arena *arena,
	struct strv *names);

#endif
