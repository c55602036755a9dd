/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PASSWD_H
#define SUPERVISOR_BASE_PASSWD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Finds users and groups in the /etc/passwd and /etc/group of a container's
 * root.  Both files are the image's and may be hostile: they are opened inside
 * the root (openat2(2): RESOLVE_IN_ROOT, Linux 5.6), must be regular files of
 * at most PASSWD_FILE_MAX bytes, and malformed lines are skipped.
 */
#define PASSWD_FILE_MAX   (256 << 10)
#define PASSWD_NAME_MAX   64
#define PASSWD_GROUPS_MAX 64

struct passwd_user {
	uint32_t uid, gid;
	char name[PASSWD_NAME_MAX + 1]; /* "" if the file has no such user */
	char home[PATH_MAX];            /* "/" if the file has none */
	uint32_t groups[PASSWD_GROUPS_MAX]; /* supplementary */
	size_t group_count;
};

/*
 * Finds a user (number or name) and a group (number, name or NULL).  A number
 * needs no line in the files.  With group NULL, gid becomes the user's own
 * group, and the supplementary groups those that list the user; with a group
 * there are no supplementary groups, as with podman and docker.  0 or -errno
 * after a log line.
 */
int passwd_find(const char *root, const char *user, const char *group,
	struct passwd_user *found);

/* Whether the image has a group of this name; *gid is written if so. */
bool passwd_has_group(const char *root, const char *group, uint32_t *gid);

/* Finds a group (number or name); 0 or -errno after a log line. */
int passwd_group(const char *root, const char *group, uint32_t *gid);

/* Like passwd_find(), with the texts of the files.  Pure: does not log; *why is
 * set on -ENOENT. */
int passwd_parse(const char *passwd, const char *group_file, const char *user,
	const char *group, struct passwd_user *found, const char **why);

#endif
