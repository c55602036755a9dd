/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_IMAGE_H
#define IMAGES_IMAGE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The door to images/.  Every function runs in a task of the supervisor: it may
 * block.  All return 0 (or a descriptor) or -errno after one log line that
 * names the object and the reason.  up and down may be repeated.
 */

#define IMAGE_WORDS_MAX 1024       /* words in a list */
#define IMAGE_TEXT_MAX  (64 << 10) /* bytes of trailer text */

/* Strings point into text; a list ends with NULL.  Absent: NULL or empty. */
struct image_info {
	char *name;         /* "web" */
	char *tag;          /* "1.0" */
	char *digest;       /* "sha256:..." of the OCI manifest */
	char *architecture; /* OCI's words: amd64, arm64 */
	char *created;      /* RFC 3339 */
	char *working_dir;
	char *stop_signal; /* "SIGQUIT", as validated */
	int64_t uid;       /* -1: the image names none */
	int64_t gid;
	char **entrypoint;
	char **cmd;
	char **env;        /* K=V */
	char **groups;     /* supplementary, decimal */
	char **labels;     /* K=V */
	char **volumes;    /* where it wants one; absolute */
	char **ports;      /* that it listens on: "80/tcp"; for a look */
	uint64_t fs_bytes; /* the squashfs at the file's start */
	bool has_trailer;  /* false: a plain squashfs, all else empty */
	char *text;        /* owns the strings */
	char **words;      /* owns the lists */
};

/*
 * Opens the image that a unit names: an absolute path, or NAME[:TAG] looked up
 * in dirs (NULL-ended), the first that has it: DIR/REF.sqfs if there is one,
 * else the file whose trailer says that name and tag (no tag: "latest").
 * Regular files only.  Puts the path found in path.  Returns the descriptor.
 */
int image_open(
	const char *ref, const char *const *dirs, char *path, size_t size);

/*
 * Whether a file in a later folder is called the same, and so does not count:
 * its path goes to other, that of the one that counts to path.
 */
bool image_twice(const char *ref, const char *const *dirs, char path[PATH_MAX],
	char other[PATH_MAX]);

/* Reads and validates the trailer (one pread from the end). */
int image_info_read(int fd, struct image_info *info);
/* The same of an image that may be for another machine. */
int image_info_peek(int fd, struct image_info *info);
void image_info_done(struct image_info *info);

/*
 * Mounts the squashfs of the open file at dir (made if missing) read-only,
 * nodev, nosuid.  An image that is mounted elsewhere already shares its loop
 * device, and so the kernel's superblock.  rootfs says where in it the root is:
 * "rootfs" for images of tcr-create-image, "" for a plain squashfs, which must
 * not have such a folder (its trailer would be lost).
 */
int image_up(int fd, const char *dir, const char **rootfs);
int image_down(const char *dir);

/*
 * Makes root an overlay over lower, writable on a tmpfs of limit_bytes mounted
 * at rw; nodev, and nosuid unless suid: then setuid bits and file capabilities
 * act.  Anything of an earlier run there is taken away first.
 */
int image_root_up(const char *lower, const char *rw, const char *root,
	uint64_t limit_bytes, bool suid);
int image_root_down(const char *rw, const char *root);

/*
 * A user namespace with these maps (lines of /proc/PID/uid_map), for id-mapped
 * mounts alone: nothing runs in it.  Returns a descriptor.
 */
int image_userns(const char *uid_map, const char *gid_map);

/*
 * Mounts source at dir (made if missing) with the ids of the namespace; undone
 * by image_down().  -EINVAL without a word: its file system cannot have that
 * (squashfs before Linux 6.2).
 */
int image_idmap_up(const char *source, const char *dir, int userns);

/* Whether image_idmap_up() could. */
bool image_idmap_can(const char *source, int userns);

#endif
