/* SPDX-License-Identifier: MIT */
/*
 * What must outlive a power cut is on the disk before and after it has its
 * name. Links: supervisor/base/keep.c init/fmt.c init/io.c
 */
#include "supervisor/base/keep.h"

#include "init/io.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What was asked of the kernel, in order; and what it is to answer. */
static char seen[256];
static int fsync_error;

static void see(const char *what, long long n)
{
	size_t len = strlen(seen);

	(void)snprintf(seen + len, sizeof(seen) - len, "%s%s %lld",
		len > 0 ? ", " : "", what, n);
}

int fsync(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		see("sync names", 0);
	else
		see("sync", (long long)st.st_size);
	errno = fsync_error;
	return fsync_error ? -1 : 0;
}

int renameat(int from, const char *old, int to, const char *name)
{
	see("rename", 0);
	return (int)syscall(SYS_renameat2, from, old, to, name, 0);
}

static void content(const char *want, const char *claim)
{
	char text[32] = "";

	(void)io_read_file(AT_FDCWD, "kept", text, sizeof(text));
	is_str(text, want, claim);
}

int main(void)
{
	char dir[] = "/tmp/tcr-keep-XXXXXX", path[64];
	struct stat st;

	if (!mkdtemp(dir) || chdir(dir) < 0)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/kept", dir);
	is_int(keep_file(AT_FDCWD, path, "one", 3, 0640), 0, "a file is kept");
	is_str(seen, "rename 0, sync 3, rename 0, sync names 0",
		"its bytes are on the disk before its name, and its name "
		"after");
	content("one", "and there");
	ok(stat("kept", &st) == 0 && (st.st_mode & 0777) == 0640, "its mode");
	is_int(keep_file(AT_FDCWD, "kept", "another", 7, 0600), 0,
		"a name without a directory");
	content("another", "it takes the place of the one before");
	seen[0] = 0;
	fsync_error = EIO;
	is_int(keep_file(AT_FDCWD, "kept", "third", 5, 0600), -EIO,
		"a disk that fails is told of");
	is_str(seen, "rename 0, sync 5", "and nothing is put in place");
	content("another", "the one before stays");
	ok(access("kept.keep", F_OK) < 0, "nothing is left beside it");
	is_int(keep_file(AT_FDCWD, "no/such", "x", 1, 0600), -ENOENT,
		"a directory that is not there");
	(void)unlink("kept");
	ok(chdir("/") == 0 && rmdir(dir) == 0, "nothing is left");
	return done_testing();
}
