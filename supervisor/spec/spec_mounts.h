/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_MOUNTS_H
#define SUPERVISOR_SPEC_SPEC_MOUNTS_H

#include "supervisor/base/arena.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/volume.h"

#include <stdbool.h>
#include <stddef.h>

#define SPEC_INIT        "/dev/init" /* the program of RunInit=, inside */
#define SPEC_DEV         "dev"       /* /dev inside, in the unit's folder */
#define SPEC_MOUNTS_ROOT "/."        /* the root itself, remounted */

/* Where the folder UNIT_DIR/notify and its socket are inside. */
#define SPEC_NOTIFY_MOUNT  "/run/notify"
#define SPEC_NOTIFY_SOCKET SPEC_NOTIFY_MOUNT "/notify"

/* One mount of a container; texts are constants, the unit's or in the arena. */
struct spec_mount {
	const char *destination;
	const char *type;
	const char *source;
	const char *options; /* comma separated */
	bool replaceable;    /* a mount of the unit may take its place */
};

/* The mounts of a container, parents before children. */
struct spec_mounts {
	struct arena arena;
	struct spec_mount *v;
	size_t n;
};

/*
 * Plans the mounts; a mount of the unit replaces a usual one at the same
 * destination.  0 or -errno after a log line.  spec_mounts_done() frees the
 * plan.
 */
int spec_mounts_plan(const struct spec_input *in, struct spec_mounts *m);
void spec_mounts_done(struct spec_mounts *m);

/* Copies a text to the arena of the plan; NULL after a log line. */
const char *spec_mounts_keep(struct spec_mounts *m, const char *text);

/* The path where crun finds a volume: where it was bound, or its source. */
int spec_mounts_source(const struct spec_input *in, const struct unit_volume *v,
	char path[PATH_MAX]);

/* Puts parents before children. */
void spec_mounts_sort(struct spec_mounts *m);

#endif
