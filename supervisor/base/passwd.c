/* SPDX-License-Identifier: MIT */
/*
 * Parses passwd(5) and group(5) in place, line by line.  The C library's
 * functions would read the device's files.
 */
#include "supervisor/base/passwd.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/openin.h"
#include "supervisor/base/readfd.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ID_MAX     4294967294U /* (uid_t)-1 is no id */
#define FIELDS_MAX 7
#define FILE_SIZE  (PASSWD_FILE_MAX + 1)

/* A field of a line, without colons. */
struct field {
	const char *text;
	size_t len;
};

/* Splits the line at *p at its colons and moves *p to the next line; false: the
 * text has ended. */
static bool next_line(const char **p, struct field fields[FIELDS_MAX])
{
	const char *at = *p;
	size_t line = strcspn(at, "\n");

	if (*at == 0)
		return false;
	*p = at + line + (at[line] == '\n');
	for (int i = 0; i < FIELDS_MAX; i++) {
		size_t len = strcspn(at, ":\n");

		fields[i] = (struct field){at, len};
		at += len + (at[len] == ':');
	}
	return true;
}

static bool field_is(const struct field *f, const char *text)
{
	return f->len == strlen(text) && memcmp(f->text, text, f->len) == 0;
}

static bool field_id(const struct field *f, uint32_t *id)
{
	uint64_t n = 0;

	if (f->len == 0 || f->len > 10)
		return false;
	for (size_t i = 0; i < f->len; i++) {
		if (f->text[i] < '0' || f->text[i] > '9')
			return false;
		n = n * 10 + (uint64_t)(f->text[i] - '0');
	}
	if (n > ID_MAX)
		return false;
	*id = (uint32_t)n;
	return true;
}

static bool text_id(const char *text, uint32_t *id)
{
	const struct field f = {text, strlen(text)};

	return field_id(&f, id);
}

/* Whether it is an absolute path without control bytes, in UTF-8. */
static bool is_home(const struct field *f)
{
	if (f->len == 0 || f->len >= PATH_MAX || f->text[0] != '/')
		return false;
	for (size_t i = 0; i < f->len; i++)
		if ((unsigned char)f->text[i] < ' ' || f->text[i] == 0x7f)
			return false;
	return utf8_valid(f->text, f->len);
}

static void copy(char *to, const struct field *f)
{
	memcpy(to, f->text, f->len);
	to[f->len] = 0;
}

/* Finds a line "name:password:uid:gid:gecos:home:shell" of passwd(5), by uid
 * (found->uid) or by name. */
static bool find_user(const char *passwd, const char *user, bool by_id,
	struct passwd_user *found)
{
	struct field f[FIELDS_MAX];
	uint32_t uid, gid;

	while (next_line(&passwd, f)) {
		if (f[0].len == 0 || f[0].len > PASSWD_NAME_MAX ||
			!field_id(&f[2], &uid) || !field_id(&f[3], &gid))
			continue;
		if (by_id ? uid != found->uid : !field_is(&f[0], user))
			continue;
		found->uid = uid;
		found->gid = gid;
		copy(found->name, &f[0]);
		if (is_home(&f[5]))
			copy(found->home, &f[5]);
		return true;
	}
	return false;
}

/* Finds a line "name:password:gid:member,member" of group(5) by name. */
static bool find_group(const char *groups, const char *name, uint32_t *gid)
{
	struct field f[FIELDS_MAX];

	while (next_line(&groups, f))
		if (field_is(&f[0], name) && field_id(&f[2], gid))
			return true;
	return false;
}

static bool is_member(const struct field *members, const char *name)
{
	const char *p = members->text, *end = p + members->len;

	while (p < end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		struct field one = {p, (size_t)((comma ? comma : end) - p)};

		if (field_is(&one, name))
			return true;
		p += one.len + 1;
	}
	return false;
}

/* Groups beyond PASSWD_GROUPS_MAX are left out, which only takes rights. */
static void add_groups(const char *groups, struct passwd_user *u)
{
	struct field f[FIELDS_MAX];
	uint32_t gid;

	while (next_line(&groups, f) && u->group_count < PASSWD_GROUPS_MAX)
		if (field_id(&f[2], &gid) && gid != u->gid &&
			is_member(&f[3], u->name))
			u->groups[u->group_count++] = gid;
}

int passwd_parse(const char *passwd, const char *group_file, const char *user,
	const char *group, struct passwd_user *found, const char **why)
{
	struct passwd_user u = {.home = "/"};
	bool by_id = text_id(user, &u.uid);
	bool known = find_user(passwd, user, by_id, &u);

	if (!known && !by_id) {
		*why = "is not in its /etc/passwd";
		return -ENOENT;
	}
	if (group && !text_id(group, &u.gid) &&
		!find_group(group_file, group, &u.gid)) {
		*why = "has a group that is not in its /etc/group";
		return -ENOENT;
	}
	if (known && !group)
		add_groups(group_file, &u);
	*found = u;
	return 0;
}

/* Opens a regular file; links in its path are resolved inside root. */
static int open_inside(int root, const char *path)
{
	char link[32];
	struct stat st;
	autofd int at = openin(
		root, path, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

	if (at < 0)
		return at;
	if (fstat(at, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL; /* open(2) of a device or FIFO has effects */
	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", at);
	int fd = open(link, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Reads a file, which may be missing; 0 or -errno after a log line. */
static int read_inside(int root, const char *path, char text[FILE_SIZE])
{
	autofd int fd = open_inside(root, path);
	ssize_t len = fd == -ENOENT ? 0 : readfd(fd, text, FILE_SIZE);

	if (len >= 0) {
		text[len] = 0;
		return 0; /* the text ends at the first NUL of the file */
	}
	errno = (int)-len;
	if (len != -EINVAL)
		return failed("image's /%s", path);
	log_err("image's /%s: not a regular file", path);
	return -EINVAL;
}

int passwd_find(const char *root, const char *user, const char *group,
	struct passwd_user *found)
{
	static char passwd[FILE_SIZE], groups[FILE_SIZE];
	autofd int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *why = NULL;
	int rc;

	if (dir < 0)
		return failed("open root %s", root);
	if (read_inside(dir, "etc/passwd", passwd) < 0 ||
		read_inside(dir, "etc/group", groups) < 0)
		return -EIO;
	rc = passwd_parse(passwd, groups, user, group, found, &why);
	if (why)
		log_err("user %s%s%s of the image %s", user, group ? ":" : "",
			group ? group : "", why);
	return rc;
}

bool passwd_has_group(const char *root, const char *group, uint32_t *gid)
{
	static char groups[FILE_SIZE];
	autofd int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return dir >= 0 && read_inside(dir, "etc/group", groups) == 0 &&
	       find_group(groups, group, gid);
}

int passwd_group(const char *root, const char *group, uint32_t *gid)
{
	if (text_id(group, gid) || passwd_has_group(root, group, gid))
		return 0;
	log_err("group %s is not in the image's /etc/group", group);
	return -ENOENT;
}
