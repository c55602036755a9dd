/* SPDX-License-Identifier: MIT */
/*
 * The factory reset.  Files are removed one by one, as that needs no program of
 * the initramfs, no second partition, and no file system that is not mounted.
 * The mark has the id of the boot in which it was made: a tcrd that replaces
 * another in that boot must not remove what containers have mounted.
 */
#include "supervisor/base/reset.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/openin.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define MARK    "factory-reset"
#define ID_FILE "/proc/sys/kernel/random/boot_id"
#define ID_MAX  64

static int open_data(void)
{
	return open(paths_data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int reset_ask(void)
{
	char id[ID_MAX];
	ssize_t n = io_read_file(AT_FDCWD, ID_FILE, id, sizeof(id));
	autofd int dir = open_data();

	if (dir < 0)
		return -errno;
	return n < 0 ? (int)n : keep_file(dir, MARK, id, (size_t)n, 0600);
}

void reset_cancel(void)
{
	autofd int dir = open_data();

	if (dir >= 0 && unlinkat(dir, MARK, 0) == 0)
		(void)fsync(dir);
}

/* Whether another boot has asked for a reset; a mark without an id counts. */
static bool is_due(int dir)
{
	char id[ID_MAX], now[ID_MAX] = "";
	ssize_t n = io_read_file(dir, MARK, id, sizeof(id));

	(void)io_read_file(AT_FDCWD, ID_FILE, now, sizeof(now));
	return n != -ENOENT && (n < 0 || strcmp(id, now) != 0);
}

static bool stays(const char *name)
{
	static const char *const names[] = {
		".", "..", "lost+found", "boot-record", MARK};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/*
 * Removes an entry of DATA: what is in a folder one by one, so that another
 * file system that is mounted on a volume keeps no other volume.
 */
static bool remove_entry(int dir, const char *name)
{
	struct dirent *e;
	DIR *sub = fdopendir(openin(dir, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW, RESOLVE_NO_XDEV));

	while (sub && (e = readdir(sub)))
		if (!stays(e->d_name))
			(void)tree_remove(dirfd(sub), e->d_name);
	if (sub)
		closedir(sub);
	return tree_remove(dir, name) == 0;
}

void reset_data(void)
{
	autofd int dir = open_data();
	bool whole = true;
	struct dirent *e;
	DIR *top;

	if (dir < 0 || !is_due(dir))
		return;
	log_warn("factory reset: all of %s is removed", paths_data());
	top = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	while (top && (e = readdir(top)))
		if (!stays(e->d_name))
			whole &= remove_entry(dir, e->d_name);
	if (top)
		closedir(top);
	/* What is gone must be so on the disk before the mark is. */
	if (!top || syncfs(dir) < 0 || unlinkat(dir, MARK, 0) < 0 ||
		fsync(dir) < 0)
		(void)failed("factory reset");
	else if (whole)
		log_info("factory reset: done");
	else
		log_err("factory reset: done, but for what was named");
}
