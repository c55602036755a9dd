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

#define LIST_MAX 4096

static int load(const char *path)
{
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) < 0 &&
			      errno != EEXIST && errno != ENODEV))
		return failed("module %s", path);
	return 0;
}

int modules_load(const char *list)
{
	char text[LIST_MAX], *rest = text, *line;
	ssize_t len = io_read_file(AT_FDCWD, list, text, sizeof(text));
	int rc = 0;

	if (len < 0 && len != -ENOENT) {
		errno = (int)-len;
		return failed("read %s", list);
	}
	if (len < 0)
		return -ENOENT;
	while (rc == 0 && (line = strsep(&rest, "\n")))
		rc = *line ? load(line) : 0;
	return rc;
}
