/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_VOLUME_H
#define SUPERVISOR_UNITS_VOLUME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The key that made a mount; an empty assignment of that key removes it. */
enum unit_by {
	BY_OWN, /* a unit_volume: Volume=; a unit_tmpfs: Tmpfs= */
	BY_MOUNT,
	BY_VOLUME,  /* a unit_tmpfs that Volume=/PATH made */
	BY_CONTROL, /* Control= */
};

/* Volume=SOURCE:DESTINATION[:ro] */
struct unit_volume {
	char *source; /* absolute; a named volume is in paths_volumes();
			 "X.volume" until load_store_link() sets the path */
	char *destination;
	char *options; /* comma separated, as written; NULL: none */
	unsigned at;   /* number of its assignment, while files are read */
	bool named;    /* tcrd makes the directory */
	bool store;    /* it comes from a .volume unit */
	bool copy;     /* a new volume gets the image's files */
	bool owned;    /* the .volume unit sets its owner */
	enum unit_by by;
	bool chown;     /* :U, its files are given to the container's user */
	bool overlay;   /* :O, writes go to memory */
	bool idmap;     /* ids are mapped to the container's user namespace */
	bool anonymous; /* new at each start: supervisor/spec/anonymous.h */
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
		/* an anonymous volume; it is in memory if there is no disk */
		TMPFS_ANONYMOUS,
	} type;
};

/*
 * Makes a path absolute and normal by its text alone: no "//", ".", "..", no
 * slash at the end.  "./x" and "../x" are relative to dir, dir_len bytes; if
 * dir is NULL, the path must be absolute.  Returns 0, -ENAMETOOLONG or -EINVAL.
 * out has room for PATH_MAX bytes.
 */
int volume_path(const char *text, size_t len, const char *dir, size_t dir_len,
	char *out);

/*
 * Whether the word is an option of mount(8) for propagation: [r]private,
 * [r]slave, [r]shared, [r]unbindable.  tcr ignores them: volumes are always
 * private.
 */
bool volume_is_propagation(const char *word, size_t len);

/*
 * Parses "SOURCE:DESTINATION[:OPTIONS]" into a volume whose texts are in the
 * arena.  A SOURCE that is a bare name is a directory in paths_volumes(), one
 * that begins with a dot is relative to the directory of the unit file.  A
 * source that would give tcr's own files to a container is refused.  Returns 0,
 * -ENOMEM, or -EINVAL with *why set.
 */
int volume_parse(const char *text, const char *dir, size_t dir_len,
	struct arena *arena, struct unit_volume *volume, const char **why);

/*
 * Whether the source is paths_public().  Each container gets a folder of its
 * own with the status FIFO in place of it.
 */
bool volume_is_public(const struct unit_volume *volume);

/* Whether path is root or below it; a root of "" means "/". */
bool volume_is_under(const char *path, const char *root);

/* Whether the container can write to the volume. */
bool volume_is_writable(const struct unit_volume *volume);

/*
 * Refuses a source that would give tcr's own files to a container: -EINVAL with
 * *why set.
 */
int volume_check_source(const char *path, bool read_only, const char **why);
/* Copies a volume, and its texts to the arena.  Returns 0 or -ENOMEM. */
int volume_copy(struct arena *arena, const struct unit_volume *from,
	struct unit_volume *to);

/*
 * Parses "DESTINATION[:OPTIONS]"; size= is turned into bytes.  Returns 0,
 * -ENOMEM, or -EINVAL with *why set.
 */
int volume_parse_tmpfs(const char *text, struct arena *arena,
	struct unit_tmpfs *tmpfs, const char **why);

#endif
