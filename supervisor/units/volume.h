/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_VOLUME_H
#define SUPERVISOR_UNITS_VOLUME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* Whose empty assignment clears a mount. */
enum unit_by {
	BY_OWN, /* Volume= of volumes, Tmpfs= of file systems in memory */
	BY_MOUNT,
	BY_VOLUME, /* in memory, but by Volume=/PATH */
};

/* Volume=SOURCE:DESTINATION[:ro] */
struct unit_volume {
	char *source; /* absolute; a named volume is under paths_volumes();
			 "X.volume" until stores_link() puts its path here */
	char *destination;
	char *options; /* comma separated, as written; NULL: none */
	unsigned at;   /* the assignment, while the files are read */
	bool named;    /* the directory is ours to make */
	bool store;    /* of a .volume unit: an empty one is new */
	bool copy;     /* a new one gets what the image has there */
	bool owned;    /* its unit says whose it is */
	enum unit_by by;
	bool chown;     /* :U, all of it is to be the container's user's */
	bool overlay;   /* :O, what is written goes to memory */
	bool idmap;     /* ids of its own namespace, if it has one */
	bool anonymous; /* new at each start (supervisor/spec/anonymous.h) */
};

/* Tmpfs=DESTINATION[:OPTIONS] */
struct unit_tmpfs {
	char *destination;
	char *options; /* NULL: none */
	enum unit_by by;
	enum unit_tmpfs_type {
		TMPFS_TMPFS,
		TMPFS_RAMFS,
		TMPFS_DEVPTS,
		TMPFS_ANONYMOUS, /* a volume; in memory without a disk */
	} type;
};

/*
 * Makes a path absolute and normal, by its text alone: no "//", ".", "..", no
 * slash at the end.  "./x" and "../x" are relative to dir, dir_len bytes; NULL:
 * must be absolute.  Returns 0, -ENAMETOOLONG or -EINVAL; out has PATH_MAX.
 */
int volume_path(const char *text, size_t len, const char *dir, size_t dir_len,
	char *out);

/*
 * Whether the word is one of mount(8)'s for propagation: [r]private, [r]slave,
 * [r]shared, [r]unbindable.  Volumes are private, whatever is said.
 */
bool volume_is_propagation(const char *word, size_t len);

/*
 * "[SOURCE:]DESTINATION[:OPTIONS]" into a volume that owns its strings.  A
 * SOURCE that is a bare name is a directory of ours, one that begins with a dot
 * is relative to the unit file's directory.  Sources that would hand tcr's
 * control socket to a container are refused.  Returns 0, -ENOMEM, or -EINVAL
 * with *why set.
 */
int volume_parse(const char *text, const char *dir, size_t dir_len,
	struct unit_volume *volume, const char **why);
void volume_done(struct unit_volume *volume);

/*
 * Whether the source is paths_public(), in whose place each container gets a
 * folder of its own with the status FIFO.
 */
bool volume_is_public(const struct unit_volume *volume);

/* path is root or something below it; "" is the root of all. */
bool volume_is_under(const char *path, const char *root);

/* Whether the container can change what is there. */
bool volume_is_writable(const struct unit_volume *volume);

/* Refuses what would hand tcr's own files to a container; -EINVAL and *why. */
int volume_check_source(const char *path, bool read_only, const char **why);
/* One with strings of its own.  0 or -ENOMEM. */
int volume_copy(const struct unit_volume *from, struct unit_volume *to);

/* "DESTINATION[:OPTIONS]"; size= comes out in bytes.  As above. */
int volume_parse_tmpfs(
	const char *text, struct unit_tmpfs *tmpfs, const char **why);
void volume_done_tmpfs(struct unit_tmpfs *tmpfs);

#endif
