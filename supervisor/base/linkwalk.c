/* SPDX-License-Identifier: MIT */
/* Resolves paths without letting the kernel follow a symbolic link. */
#include "supervisor/base/linkwalk.h"

#include "supervisor/base/openin.h"

#include "init/fmt.h"
#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel's limit, path_resolution(7) */

int linkwalk_look(int root, const char *path)
{
	return openin(root, *path ? path + 1 : ".", O_PATH | O_NOFOLLOW,
		RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

static void up(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash)
		*slash = 0;
}

static bool may(const struct linkwalk *w)
{
	char folder[PATH_MAX];

	if (!w->may)
		return true;
	(void)fmt_print(folder, sizeof(folder), "%s", w->done);
	up(folder);
	autofd int fd = linkwalk_look(w->root, folder);
	return fd >= 0 && w->may(w->arg, fd);
}

/* Replaces the link, open as fd and the last name of done, by its text. */
static int follow(struct linkwalk *w, int fd)
{
	char text[PATH_MAX];
	ssize_t len = readlinkat(fd, "", text, sizeof(text) - 1);
	size_t rest = strlen(w->rest);

	if (len < 0)
		return -errno;
	if (!may(w))
		return -EXDEV;
	if (++w->links > LINKS_MAX)
		return -ELOOP;
	if ((size_t)len + 1 + rest >= sizeof(w->rest))
		return -ENAMETOOLONG;
	memmove(w->rest + len + 1, w->rest, rest + 1);
	memcpy(w->rest, text, (size_t)len);
	w->rest[len] = '/';
	if (*text == '/')
		w->done[0] = 0;
	else
		up(w->done);
	return 0;
}

/* Appends a name to done and, if it is a link, follows it. */
static int enter(struct linkwalk *w, const char *name, size_t len, bool last)
{
	size_t at = strlen(w->done);
	struct stat st;

	if (fmt_print(w->done + at, sizeof(w->done) - at, "/%.*s", (int)len,
		    name) < 0)
		return -ENAMETOOLONG;
	autofd int fd = linkwalk_look(w->root, w->done);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return fd < 0 ? fd : -errno;
	return S_ISLNK(st.st_mode) && !(last && w->keep_last) ? follow(w, fd)
							      : 0;
}

int linkwalk_run(struct linkwalk *w, const char *path)
{
	int rc = fmt_print(w->rest, sizeof(w->rest), "%s", path);

	w->done[0] = 0;
	w->links = 0;
	while (rc >= 0) {
		char name[PATH_MAX];
		char *from = w->rest + strspn(w->rest, "/");
		size_t len = strcspn(from, "/");
		char *next = from + len + strspn(from + len, "/");

		if (len == 0)
			return w->links;
		(void)fmt_print(name, sizeof(name), "%.*s", (int)len, from);
		memmove(w->rest, next, strlen(next) + 1);
		if (!strcmp(name, ".."))
			up(w->done);
		else if (strcmp(name, ".") != 0)
			rc = enter(w, name, len, !*w->rest);
	}
	return rc;
}
