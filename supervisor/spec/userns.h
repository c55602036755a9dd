/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_USERNS_H
#define SUPERVISOR_SPEC_USERNS_H

#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <stddef.h>
#include <stdint.h>

#define USERNS_SIZE       65536 /* ids of a unit with UserNS=auto */
#define USERNS_RANGES_MAX 16    /* UIDMap= lines */
#define USERNS_INDEX_MAX  65533 /* the last whole range below 2^32 */
#define USERNS_TEXT_MAX   (128 << 10)

struct userns_range {
	uint32_t inside, outside, size;
};

/* The user namespace of a container, as its unit wants it. */
struct userns {
	const char *path; /* UserNS=ns:PATH; NULL: made by crun */
	struct userns_range uids[USERNS_RANGES_MAX], gids[USERNS_RANGES_MAX];
	size_t uid_count, gid_count;
	int fd; /* one with these maps, for mounts; -1: none */
};

/*
 * Which one the unit wants, with a range of ids of its own for UserNS=auto,
 * which stays the unit's for good: 1, or 0 if it wants none, or -errno after a
 * log line.  For tasks.
 */
int userns_up(const struct unit_file *unit, struct userns *ns);

/* The same without a descriptor; offline: with the first range for all. */
int userns_plan(const struct unit_file *unit, bool offline, struct userns *ns);
void userns_done(struct userns *ns);

/*
 * Who the user or group with this id inside is outside; UINT32_MAX: nobody, or
 * it is not known (UserNS=ns:PATH).  ns NULL: the device's, so the id itself.
 */
uint32_t userns_uid(const struct userns *ns, uint32_t id);
uint32_t userns_gid(const struct userns *ns, uint32_t id);

/*
 * Whether the volume is mounted with the ids of the namespace: those that are
 * asked for (idmap), where it is -errno after a log line if they cannot be, and
 * tcr's own directories where they can.
 */
int userns_maps(const struct userns *ns, const struct unit_volume *v,
	const char *source);

/*
 * Finds the unit's line in a text of lines "NAME INDEX", or adds one with an
 * index that no line has.  size: of the text's memory.  The index, or -ENOSPC;
 * *added: the text is another now.  Lines that make no sense are passed over.
 */
int userns_index(char *text, size_t size, const char *unit, bool *added);

#endif
