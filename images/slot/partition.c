/* SPDX-License-Identifier: MIT */
#include "images/slot/partition.h"

#include "init/fmt.h"
#include "init/io.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

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
