/* SPDX-License-Identifier: MIT */
#include "images/slot/partition.h"

#include "init/fmt.h"
#include "init/io.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

bool partition_is(const char *name, const char *label)
{
	char path[PATH_MAX], text[2048], *rest = text, *line;

	(void)fmt_print(path, sizeof(path), "/sys/class/block/%s/uevent", name);
	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return false;
	while ((line = strsep(&rest, "\n")))
		if (strncmp(line, "PARTNAME=", 9) == 0)
			return strcmp(line + 9, label) == 0;
	return false;
}

const char *partition_disk(const char *name, char path[PATH_MAX])
{
	char link[PATH_MAX], *end;
	ssize_t n;

	(void)fmt_print(link, sizeof(link), "/sys/class/block/%s", name);
	n = readlink(link, path, PATH_MAX - 1);
	path[n > 0 ? n : 0] = 0;
	end = strrchr(path, '/');
	if (!end)
		return NULL;
	*end = 0;
	end = strrchr(path, '/');
	return end ? end + 1 : NULL;
}
