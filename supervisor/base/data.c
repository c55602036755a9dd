/* SPDX-License-Identifier: MIT */
/*
 * tcr-init mounts the data partition, or memory in its place.  This file asks
 * the kernel what is mounted, so that tcr-init need not report it, and so that
 * later changes are seen: ext4 with errors=remount-ro becomes read-only after
 * an error.
 */
#include "supervisor/base/data.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h> /* ST_RDONLY */
#include <unistd.h>

#define OPTION      "tcr.data="
#define CMDLINE_MAX 4096

/* Finds the last tcr.data= of the kernel's command line; false: none. */
static bool asked_for(char *device, size_t size)
{
	char text[CMDLINE_MAX];
	bool found = false;

	if (io_read_file(AT_FDCWD, "/proc/cmdline", text, sizeof(text)) < 0)
		return false;
	for (char *at = text; *at; at += strspn(at, " \n")) {
		size_t len = strcspn(at, " \n");

		if (strncmp(at, OPTION, strlen(OPTION)) == 0)
			found = fmt_print(device, size, "%.*s",
					(int)(len - strlen(OPTION)),
					at + strlen(OPTION)) > 0;
		at += len;
	}
	return found;
}

bool data_asked(void)
{
	char device[DATA_WHY_MAX / 2];

	return asked_for(device, sizeof(device));
}

enum data_state data_look(char why[DATA_WHY_MAX])
{
	const char *path = paths_data();
	char device[DATA_WHY_MAX / 2];
	struct statfs fs;

	*why = 0;
	if (statfs(path, &fs) < 0)
		return DATA_NONE;
	if (fs.f_flags & ST_RDONLY) {
		(void)fmt_print(why, DATA_WHY_MAX, "%s is read-only", path);
		return DATA_FAILED;
	}
	if (fs.f_type != TMPFS_MAGIC && fs.f_type != RAMFS_MAGIC)
		return DATA_DISK;
	if (!asked_for(device, sizeof(device)))
		return DATA_MEMORY;
	(void)fmt_print(why, DATA_WHY_MAX,
		"in memory only, lost at the next boot: " OPTION "%s %s",
		device,
		access(device, F_OK) < 0 ? strerror(errno)
					 : "is no ext4 that can be mounted");
	return DATA_FAILED;
}

const char *data_name(enum data_state state)
{
	static const char *const names[] = {
		[DATA_DISK] = "disk",
		[DATA_MEMORY] = "memory",
		[DATA_FAILED] = "failed",
	};

	return names[state];
}
