/* SPDX-License-Identifier: MIT */
/* Kernel modules that are loaded when they are needed, and not at each boot. */
#include "images/modules.h"

#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LIST_MAX 16384

/* A line is a path and, after a blank, the module's parameters. */
static int load(char *line, bool forget)
{
	const char *path = strsep(&line, " ");
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, line ? line : "", 0) < 0 &&
			      errno != EEXIST && errno != ENODEV))
		return failed("module %s", path);
	if (forget)
		(void)unlink(path);
	return 0;
}

int modules_load(const char *list, bool forget)
{
	char text[LIST_MAX], *rest = text, *line;
	ssize_t len = io_read_file(AT_FDCWD, list, text, sizeof(text));
	int rc = 0, one;

	if (len < 0 && len != -ENOENT) {
		errno = (int)-len;
		return failed("read %s", list);
	}
	if (len < 0)
		return -ENOENT;
	while ((line = strsep(&rest, "\n"))) {
		one = *line ? load(line, forget) : 0;
		rc = one < 0 ? one : rc;
	}
	if (forget)
		(void)unlink(list);
	return rc;
}
