/* SPDX-License-Identifier: MIT */
/*
 * tcrctl cp.  The path is the container's: its links lead to what they lead to
 * in the container, and never out of it (openat2(2): RESOLVE_IN_ROOT, Linux
 * 5.6).  The file is looked at before it is opened, as opening a device or FIFO
 * has effects.
 */
#include "supervisor/inside/copy.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/openin.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/inside/container.h"
#include "supervisor/volumes/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Opens the file or directory for reading; -EINVAL: it is something else. */
static int open_inside(const struct container *c, const char *path, bool *file)
{
	char root[CONTAINER_ROOT_MAX], link[CONTAINER_ROOT_MAX];
	struct stat st;

	container_root(c, root);
	autofd int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		return -errno;
	autofd int at = openin(
		top, path, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
	if (at < 0)
		return at;
	if (fstat(at, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return -EINVAL;
	*file = S_ISREG(st.st_mode);
	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", at);
	int fd = open(link, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The last part of a path that does not end with a slash, or "file". */
static const char *leaf(const char *path)
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	return *path ? path : "file";
}

static int copy(const struct container *c, const char *path)
{
	bool file = false;
	autofd int fd = open_inside(c, path, &file);
	int rc;

	if (fd == -EINVAL)
		return out_fail(EXITCODE_FAILED,
			"cp: %s:%s is neither a file nor a directory", c->unit,
			path);
	if (fd < 0)
		return out_fail(EXITCODE_FAILED, "cp: %s:%s: %s", c->unit, path,
			strerror(-fd));
	log_init(NULL, LOG_LEVEL_WARN);
	rc = file ? archive_file(fd, leaf(path), STDOUT_FILENO)
		  : archive_write(fd, STDOUT_FILENO);
	if (rc == 0)
		rc = archive_end(STDOUT_FILENO);
	return rc < 0 ? EXITCODE_FAILED : EXITCODE_OK;
}

int copy_run(const struct client_args *args)
{
	const char *colon = strchr(args->names[0], ':');
	char name[UNIT_NAME_MAX + 1];
	struct container c;
	int rc;

	if (!colon || colon[1] != '/' || strcmp(args->names[1], "-") != 0 ||
		fmt_print(name, sizeof(name), "%.*s",
			(int)(colon - args->names[0]), args->names[0]) <= 0)
		return out_fail(EXITCODE_USAGE,
			"cp: NAME:/PATH and - are wanted (see 'tcrctl help "
			"cp')");
	if (geteuid() != 0)
		return out_fail(EXITCODE_FAILED, "cp: you must be root");
	if (isatty(STDOUT_FILENO))
		return out_fail(EXITCODE_USAGE,
			"cp: standard output is a terminal (tcrctl cp %s - | "
			"tar -x)",
			args->names[0]);
	rc = container_find(name, &c);
	return rc == 0 ? copy(&c, colon + 1) : rc;
}
