/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_MOUNTS_H
#define SUPERVISOR_SPEC_SPEC_MOUNTS_H

#include "supervisor/base/strv.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/volume.h"

#include <stdbool.h>
#include <stddef.h>

#define SPEC_INIT        "/dev/init" /* where RunInit= puts its program */
#define SPEC_DEV         "dev"       /* in the unit's folder: /dev inside */
#define SPEC_MOUNTS_ROOT "/."        /* the root itself, remounted */

/* Where a container has the folder UNIT_DIR/notify, and in it the socket. */
#define SPEC_NOTIFY_MOUNT  "/run/notify"
#define SPEC_NOTIFY_SOCKET SPEC_NOTIFY_MOUNT "/notify"

/* One mount of a container; strings are constants or of the list's text. */
struct spec_mount {
	const char *destination;
	const char *type;
	const char *source;
	const char *options; /* comma separated */
	bool replaceable;    /* not asked for by the unit */
};

/* What is mounted into a container, parents before children. */
struct spec_mounts {
	struct spec_mount *v;
	size_t n;
	struct strv text; /* owns the strings that were put together */
};

/*
 * Plans the mounts; those of the unit take the place of the usual ones.  0 or
 * -errno after a log line.  Undone by spec_mounts_done().
 */
int spec_mounts_plan(const struct spec_input *in, struct spec_mounts *m);
void spec_mounts_done(struct spec_mounts *m);

/* Where crun finds a volume: bound already, or the source itself. */
int spec_mounts_source(const struct spec_input *in, const struct unit_volume *v,
	char path[PATH_MAX]);

/* Parents before children. */
void spec_mounts_sort(struct spec_mounts *m);

#endif
