/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_IMAGE_H
#define IMAGES_IMAGE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The header of images/ that other folders include.  Every function runs in a
 * task of the supervisor and may block, but for image_is_damaged().  Unless it
 * says otherwise, it returns 0 (or a descriptor, which the caller closes), or
 * -errno after one log line that names the object and the reason.  *_up() and
 * *_down() may be repeated.
 */

#define IMAGE_WORDS_MAX 1024       /* words in a list */
#define IMAGE_TEXT_MAX  (64 << 10) /* bytes of trailer text */
#define IMAGE_KEY_MAX   64         /* of a key's name, with a NUL */
#define IMAGE_ID_TEXT   512 /* bytes of digest, version and key, a line each */
#define IMAGE_ID_MAX    17  /* of a key's id, 16 digits, with a NUL */

/* How often the health of a container is checked; 0: the image does not say. */
struct image_health {
	int64_t interval_ms;
	int64_t timeout_ms;
	int64_t start_ms; /* after a start, failures do not count for so long */
	int64_t early_ms; /* the interval until the first success */
	unsigned retries; /* failures in a row that make it unhealthy */
};

/*
 * What an image's trailer says, valid until image_info_done().  An absent
 * string is NULL.  A list ends with NULL; with a trailer an absent list is
 * empty, without one it is NULL.
 */
struct image_info {
	char *name;         /* "web" */
	char *tag;          /* "1.0" */
	char *digest;       /* "sha256:..." of the OCI manifest */
	char *architecture; /* as OCI names it: amd64, arm64 */
	char *created;      /* RFC 3339 */
	char *base;         /* the image below this one: the root hash (64 hex
			       digits) of its hash tree */
	char *base_name;    /* "debian:12": how messages name the base */
	char *working_dir;
	char *stop_signal; /* "SIGQUIT" or "3" */
	int64_t uid;       /* -1: the image names none */
	int64_t gid;       /* -1: the image names none */
	char **entrypoint;
	char **cmd;
	char **env;        /* K=V */
	char **groups;     /* supplementary, decimal */
	char **labels;     /* K=V */
	char **volumes;    /* absolute paths at which it wants a volume */
	char **ports;      /* on which it listens: "80/tcp"; information only */
	char **health_cmd; /* the words of the command that checks its health */
	struct image_health health;
	char *verity_root; /* root of the hash tree, hex; NULL: there is none */
	char *verity_salt; /* of each hash, hex; "" for an empty one */
	uint64_t fs_bytes; /* length of the squashfs at the file's start */
	uint64_t tree_bytes;           /* length of the hash tree behind it */
	char signed_by[IMAGE_KEY_MAX]; /* name of a key that is known, or "" */
	char key_id[IMAGE_ID_MAX];     /* of the key of its signature, or "" */
	bool has_trailer; /* false: a plain squashfs, all else is absent */
	char **words;     /* the lists; owns them and what follows */
	char *text;       /* the strings */
	char *raw;        /* the trailer's text as the file has it, or NULL */
	size_t raw_bytes;
};

#define IMAGE_ROOT_MAX 65 /* of a root hash, with the NUL */

/* By whom images must be signed, and which image it must be. */
struct image_trust {
	const char *const *keys; /* folders of keys, the list ends with NULL */
	bool need_signed;        /* images by none of the keys are refused */
	bool need_verity;        /* images without a hash tree are refused */
	const char *root; /* an image with another root hash is refused; NULL:
			     none is */
	const char *name; /* with need_signed: the reference under which the
			     image must be signed; NULL: any will do */
};

/* Which file a reference means, of those in all folders. */
struct image_choice {
	char path[PATH_MAX];  /* the file that counts */
	char other[PATH_MAX]; /* one of another folder that does not, or "" */
	const char *why; /* why it does not, as half a sentence; else NULL */
	bool loaded;     /* path is not in the first folder, the firmware's */
};

/*
 * Chooses the file that ref means: an absolute path, or
 * NAME[:TAG][@sha256:HEX] in the folders of dirs (ended by NULL), the
 * firmware's first.  Without a tag it is "latest" or, with a digest, any.  In a
 * folder these files fit, the first of them best: NAME:TAG.sqfs (with + for
 * each /), NAME.sqfs if the tag is latest, and, unless the name of the file has
 * a tag, a file whose trailer has this name and tag.  If several folders have
 * the image, the rule in choice.h counts; keys are the folders of keys, NULL
 * for none.  0, -ENOENT, -EINVAL (ref is none of these) or -ENAMETOOLONG.  Does
 * not log, but for damaged files.
 */
int image_choose(const char *ref, const char *const *dirs,
	const char *const *keys, struct image_choice *c);

/*
 * Opens the file that image_choose() chooses by the keys of trust, if it is a
 * regular one, and writes its path to path.  trust->name becomes ref if the
 * file is one that was loaded: whoever can only write to the data must not give
 * an image another name.  It becomes NULL for an absolute path, and for files
 * of the firmware.  trust may be NULL.  Returns the descriptor or -errno.
 */
int image_open(const char *ref, const char *const *dirs,
	struct image_trust *trust, char *path, size_t size);

/* Whether a file of a store is looked at, by its name: *.sqfs, but not .*. */
bool image_is_file(const char *file);

/*
 * Writes the reference (NAME:TAG) by which units name a file of a store: that
 * of the file's name if it has a tag, else that of its trailer, else that of
 * the file's name.  "" if there is none.
 */
void image_name(const char *file, const struct image_info *info, char *ref,
	size_t size);

/* Whether two references, both without a digest, are the same. */
bool image_is_named(const char *a, const char *b);

/*
 * Writes the name of the file that a store has for NAME[:TAG]: one component of
 * a path, no hidden one.  -EINVAL: ref is no such reference; -ENAMETOOLONG.
 */
int image_file(const char *ref, char *file, size_t size);

/*
 * Reads and checks trailer, signature and superblock of an open image.  A
 * signature must be good, and its key not be revoked; an image that is signed
 * by an unknown key counts as not signed.  -ENOEXEC: the image is for another
 * architecture, -EKEYREJECTED: it is not what trust wants.  *info is written on
 * success only.
 */
int image_info_read(
	int fd, const struct image_trust *trust, struct image_info *info);
/* Like image_info_read(), for an image of any architecture. */
int image_info_peek(
	int fd, const struct image_trust *trust, struct image_info *info);
/*
 * Whether the image is as trust wants it, by what was read of it: 0, or
 * -EKEYREJECTED with the reason in why.
 */
#define IMAGE_WHY_MAX 160
int image_trusted(const struct image_trust *trust,
	const struct image_info *info, char why[IMAGE_WHY_MAX]);
/* The value of a label, or NULL. */
const char *image_label(const struct image_info *info, const char *key);
#define IMAGE_VERSION "org.opencontainers.image.version"

/* Frees what *info points to. */
void image_info_done(struct image_info *info);

/*
 * Mounts the squashfs of the open file, of which image_info_read() has read
 * info, at dir (made if missing) read-only, nodev, nosuid; by dm-verity if the
 * image has a hash tree, so that a block that was changed is never read.  All
 * mounts of one file share a device, and so the kernel's superblock.  A plain
 * squashfs with a folder "rootfs" is refused, as it must have lost its trailer.
 * The caller holds a lock that keeps others out of this function.
 */
int image_up(int fd, const struct image_info *info, const char *dir);
int image_down(const char *dir);

/*
 * Whether the kernel has read a block of the image that is mounted at dir, and
 * found that it is not the one of the hash tree.  Does not wait.
 */
bool image_is_damaged(const char *dir);

/*
 * Keeps in a file what the trailer of a mounted image says, as its own file may
 * be replaced meanwhile; image_kept() reads it: 0, -ENOENT if nothing is kept,
 * or -errno without a log line.
 */
int image_keep(const struct image_info *info, const char *path);
int image_kept(const char *path, struct image_info *info);

/*
 * The base of an image is the image that lies below it.  It has no base itself.
 * Returns whether base is the base of that image.
 */
bool image_is_base(const struct image_info *base, const struct image_info *of);

/*
 * Opens the base of an image that has one (of->base is set), which any file of
 * the folders of dirs may be, and writes its path to path.  -ENOENT after a log
 * line if there is none.
 */
int image_base_open(const struct image_info *of, const char *const *dirs,
	char path[PATH_MAX]);

/*
 * Mounts the base of an image at dir, as image_up() does.  Without a base it is
 * image_down().  A base needs no signature, as that of the image covers it, but
 * one that it has is checked by the keys of trust.  The caller holds the lock
 * of image_up().
 */
int image_base_up(const struct image_info *of, const struct image_trust *trust,
	const char *const *dirs, const char *dir);

/*
 * Writes the path of the root of an image that is mounted at dir: the folder
 * dir/rootfs of images of tcr-create-image, else dir, as of a plain squashfs;
 * "" if there is no folder dir.
 */
void image_root_of(const char *dir, char root[PATH_MAX]);

/*
 * Mounts at dir what an image and its base, two roots, show together:
 * read-only, nodev, nosuid; undone by image_down().
 */
int image_merged_up(const char *lower, const char *base, const char *dir);

/*
 * Mounts a tmpfs of limit_bytes at rw, and at root an overlay of lower and,
 * unless it is "", base below it, that is written to this tmpfs; nodev, and
 * nosuid unless suid, with which setuid bits and file capabilities work.  What
 * an earlier run left at rw and root is unmounted first.
 */
int image_root_up(const char *lower, const char *base, const char *rw,
	const char *root, uint64_t limit_bytes, bool suid);
int image_root_down(const char *rw, const char *root);

/*
 * Makes a user namespace with these maps (lines of /proc/PID/uid_map) for
 * id-mapped mounts; no process runs in it.  Returns its descriptor.
 */
int image_userns(const char *uid_map, const char *gid_map);

/*
 * Mounts source at dir (made if missing) with the ids of the namespace
 * (mount_setattr(2), Linux 5.12); undone by image_down().  Returns -EINVAL
 * without a log line if the kernel cannot id-map this file system (squashfs
 * before Linux 6.2).
 */
int image_idmap_up(const char *source, const char *dir, int userns);

/* Whether the kernel can id-map the file system of source. */
bool image_idmap_can(const char *source, int userns);

#endif
