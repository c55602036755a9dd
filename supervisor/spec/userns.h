/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_USERNS_H
#define SUPERVISOR_SPEC_USERNS_H

#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <stddef.h>
#include <stdint.h>

#define USERNS_SIZE       65536 /* ids of a unit with UserNS=auto */
#define USERNS_RANGES_MAX 16    /* of UIDMap= or GIDMap= */
#define USERNS_INDEX_MAX  65533 /* the last whole range below 2^32 */
#define USERNS_TEXT_MAX   (128 << 10)

struct userns_range {
	uint32_t inside, outside, size;
};

/* The user namespace that a unit asks for. */
struct userns {
	const char *path; /* UserNS=ns:PATH; NULL: made by crun */
	struct userns_range uids[USERNS_RANGES_MAX], gids[USERNS_RANGES_MAX];
	size_t uid_count, gid_count;
	int fd; /* a namespace with these maps, for id-mapped mounts; or -1 */
};

/*
 * Finds the user namespace of a unit and makes one for mounts.  With
 * UserNS=auto the unit gets a range of ids that it keeps for ever.  Returns 1,
 * 0 if the unit asks for none, or -errno after a log line.  For tasks.
 */
int userns_up(const struct unit_file *unit, struct userns *ns);

/* The same without making one; offline: UserNS=auto gives the first range. */
int userns_plan(const struct unit_file *unit, bool offline, struct userns *ns);
void userns_done(struct userns *ns);

/*
 * The id on the device of a user or group inside; UINT32_MAX: it has none, or
 * it is not known (UserNS=ns:PATH).  ns NULL: there is no user namespace, so
 * the ids are the same.
 */
uint32_t userns_uid(const struct userns *ns, uint32_t id);
uint32_t userns_gid(const struct userns *ns, uint32_t id);

/*
 * Whether the volume is to be an id-mapped mount: 1 or 0.  That is so for named
 * volumes and those of .volume units if the file system can do it, and for
 * volumes with the option idmap; for these it is -errno after a log line if the
 * file system cannot.
 */
int userns_maps(const struct userns *ns, const struct unit_volume *v,
	const char *source);

/*
 * Finds the unit's line in a text of lines "NAME INDEX", or adds one with a
 * new index; then *added is true.  size is that of the text's memory.  Other
 * lines are ignored.  Returns the index or -ENOSPC.
 */
int userns_index(char *text, size_t size, const char *unit, bool *added);

#endif
