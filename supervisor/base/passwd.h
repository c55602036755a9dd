/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PASSWD_H
#define SUPERVISOR_BASE_PASSWD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Who a container's process is, by the /etc/passwd and /etc/group of its root.
 * Both files are the image's, so hostile: resolved inside the root (openat2,
 * kernel 5.6), regular files only, of limited size; a line that makes no sense
 * is passed over.
 */
#define PASSWD_FILE_MAX   (256 << 10)
#define PASSWD_NAME_MAX   64
#define PASSWD_GROUPS_MAX 64

struct passwd_user {
	uint32_t uid, gid;
	char name[PASSWD_NAME_MAX + 1]; /* "" when the file has none */
	char home[PATH_MAX];            /* "/" when the file has none */
	uint32_t groups[PASSWD_GROUPS_MAX];
	size_t group_count;
};

/*
 * Finds a user (number or name) and group (number, name or NULL).  A number
 * needs no line in the files.  Without a group it is the user's own, and the
 * supplementary groups are those that list the user; with one they are none,
 * as podman and docker have it.  0 or -errno after a log line.
 */
int passwd_find(const char *root, const char *user, const char *group,
	struct passwd_user *found);

/* Whether the image has a group of the name. */
bool passwd_has_group(const char *root, const char *group, uint32_t *gid);

/* The group (number or name); 0 or -errno after a log line. */
int passwd_group(const char *root, const char *group, uint32_t *gid);

/* The same as passwd_find() on the texts of the files; pure.  *why is set on
 * -ENOENT. */
int passwd_parse(const char *passwd, const char *group_file, const char *user,
	const char *group, struct passwd_user *found, const char **why);

#endif
