/* SPDX-License-Identifier: MIT */
/*
 * Any tar archive, as `tcrctl volume restore` takes one: beside a volume, in
 * whose place it is put.  Nothing outside is changed or read; an archive that
 * is refused leaves the volume as it was; one that is taken can be saved, and
 * what was saved be restored to the same files.
 *
 * The input is text, so that it need not have checksums.  A file of the archive
 * is a line "TYPE|NAME|TARGET|SIZE|MODE|UID|GID|MTIME|PREFIX", whose numbers
 * are octal, and as many bytes as SIZE says.
 *
 * Links: supervisor/volumes/unpack.c supervisor/volumes/tarhead.c
 * Links: supervisor/volumes/staging.c supervisor/base/tree.c
 * Links: supervisor/base/mounted.c supervisor/base/paths.c
 * Links: init/fmt.c init/io.c init/log.c init/text.c
 */
#include "supervisor/volumes/archive.c" /* has a memory, which forget() clears */
#include "supervisor/volumes/staging.h"
#include "supervisor/volumes/unpack.h"

#include <assert.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>

/* A file system of this process alone. */
#define WORLD       "/dev/shm"
#define SECRET      WORLD "/secret"

#define ARCHIVE_MAX (256 << 10)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* All that restores write to, and beside it a file that they must not touch. */
static int top;
static struct stat secret;

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert(f && fputs(text, f) >= 0);
	assert(fclose(f) == 0);
}

static void no_lines(enum log_level level, const char *line, size_t len)
{
	assert(level <= LOG_LEVEL_WARN && len > 1 && line[len - 1] == '\n');
}

/* Who is not root becomes it, of one id. */
static void become_root(void)
{
	char map[32];
	uid_t me = geteuid();
	gid_t group = getegid();

	assert(unshare(CLONE_NEWUSER) == 0);
	write_file("/proc/self/setgroups", "deny");
	(void)snprintf(map, sizeof(map), "0 %u 1", group);
	write_file("/proc/self/gid_map", map);
	(void)snprintf(map, sizeof(map), "0 %u 1", me);
	write_file("/proc/self/uid_map", map);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_divert(no_lines);
	if (geteuid() != 0)
		become_root();
	assert(unshare(CLONE_NEWNS) == 0);
	assert(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	assert(mount("world", WORLD, "tmpfs", MS_STRICTATIME, "size=64m") == 0);
	write_file(SECRET, "secret");
	assert(setenv("TCR_DATA", WORLD "/data", 1) == 0);
	top = staging_top();
	assert(top >= 0 && stat(SECRET, &secret) == 0);
	return 0;
}

/* Neither links to the file outside nor reads and writes of it. */
static void check_outside(void)
{
	struct stat st;

	assert(stat(SECRET, &st) == 0 && st.st_nlink == 1);
	assert(memcmp(&st.st_ctim, &secret.st_ctim, sizeof(st.st_ctim)) == 0);
	assert(memcmp(&st.st_atim, &secret.st_atim, sizeof(st.st_atim)) == 0);
}

/* Names in the folder, but for "." and "..". */
static unsigned count(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fdopendir(copy);
	unsigned n = 0;

	assert(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* Copies what is before the next "|" or the line's end to a field of a header.
 */
static const uint8_t *field(
	const uint8_t *at, const uint8_t *end, char *out, size_t size)
{
	size_t n = 0;

	while (at + n < end && at[n] != '|' && at[n] != '\n')
		n++;
	if (size)
		memcpy(out, at, n < size ? n : size);
	return at + n + (at + n < end && at[n] == '|');
}

/* Makes a header of the line at `at`; returns where its body begins. */
static const uint8_t *head_of(
	const uint8_t *at, const uint8_t *end, struct tar_head *h)
{
	*h = (struct tar_head){.type = 0};
	at = field(at, end, &h->type, 1);
	at = field(at, end, h->name, sizeof(h->name));
	at = field(at, end, h->target, sizeof(h->target));
	at = field(at, end, h->size, sizeof(h->size));
	at = field(at, end, h->mode, sizeof(h->mode));
	at = field(at, end, h->uid, sizeof(h->uid));
	at = field(at, end, h->gid, sizeof(h->gid));
	at = field(at, end, h->mtime, sizeof(h->mtime));
	at = field(at, end, h->prefix, sizeof(h->prefix));
	tarhead_seal(h);
	assert(tarhead_check(h));
	return at + (at < end);
}

/* A number that is read is the number that was written. */
static void check_number(const char *text, size_t size)
{
	char again[16];
	int64_t n = tarhead_get(text, size);

	assert(n >= -1);
	if (n >= 0 && tarhead_put(again, size, n))
		assert(tarhead_get(again, size) == n);
	else
		assert(n < 0 || n >= INT64_C(1) << 3 * (size - 1));
}

/* Writes the archive that the input describes; false if it is too long. */
static bool describe(const uint8_t *at, size_t len, int out)
{
	static const char zeros[2 * TAR_BLOCK];
	const uint8_t *end = at + len;
	size_t all = 0;

	while (at < end) {
		struct tar_head h;
		int64_t size;
		size_t body;

		at = head_of(at, end, &h);
		check_number(h.size, sizeof(h.size));
		check_number(h.uid, sizeof(h.uid));
		size = tarhead_get(h.size, sizeof(h.size));
		body = size < 0          ? 0
		       : size < end - at ? (size_t)size
					 : (size_t)(end - at);
		all += sizeof(h) + body;
		if (all > ARCHIVE_MAX)
			return false;
		self.out = out;
		assert(put(&h, sizeof(h)) == 0 && put(at, body) == 0);
		at += body;
	}
	assert(io_write_all(out, zeros, sizeof(zeros)) == 0);
	return true;
}

/* The writer's memory is that of one archive. */
static void forget(void)
{
	for (size_t i = 0; i < self.known_count; i++)
		free(self.known[i].name);
	free(self.known);
	self.known = NULL;
	self.known_count = self.records_len = 0;
}

/* Two trees, one of which is walked while the other one is looked at. */
static struct {
	int other;
	struct tree_path path;
} pair;

static bool same_content(int a, int b)
{
	char x[4096], y[4096];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(a, x, sizeof(x), at)) > 0) {
		if (pread(b, y, sizeof(y), at) != n ||
			memcmp(x, y, (size_t)n) != 0)
			return false;
		at += n;
	}
	return n == 0;
}

static void check_attributes(int a, int b)
{
	char x[4096], y[4096], name[4096];
	ssize_t n = flistxattr(a, name, sizeof(name));

	assert(n == flistxattr(b, y, sizeof(y)));
	for (const char *at = name; n > 0 && at < name + n;
		at += strlen(at) + 1) {
		ssize_t len = fgetxattr(a, at, x, sizeof(x));

		assert(len == fgetxattr(b, at, y, sizeof(y)));
		assert(len < 0 || memcmp(x, y, (size_t)len) == 0);
	}
}

static void check_open(const struct stat *st, int dir, const char *name)
{
	int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
	autofd int a = openat(dir, name, flags);
	autofd int b = openat(pair.other, pair.path.text, flags);

	/* A user who is not root can read only what its mode allows. */
	if (a < 0 || b < 0)
		return;
	if (S_ISREG(st->st_mode))
		assert(same_content(a, b));
	check_attributes(a, b);
}

static void check_link(int dir, const char *name)
{
	char x[PATH_MAX], y[PATH_MAX];
	ssize_t n = readlinkat(dir, name, x, sizeof(x));

	assert(n == readlinkat(pair.other, pair.path.text, y, sizeof(y)));
	assert(memcmp(x, y, (size_t)n) == 0);
}

/* No volume has a device, or a file that is also outside of it. */
static int same(struct tree_level *at, const char *name, void *arg)
{
	struct stat a, b;
	int dir = dirfd(at->dir);

	(void)arg;
	assert(tree_path(&pair.path, at, name) == 0);
	assert(fstatat(dir, name, &a, AT_SYMLINK_NOFOLLOW) == 0);
	assert(fstatat(pair.other, pair.path.text, &b, AT_SYMLINK_NOFOLLOW) ==
		0);
	assert(S_ISREG(a.st_mode) || S_ISDIR(a.st_mode) || S_ISLNK(a.st_mode) ||
		S_ISFIFO(a.st_mode));
	assert(a.st_ino != secret.st_ino);
	assert(a.st_mode == b.st_mode && a.st_uid == b.st_uid &&
		a.st_gid == b.st_gid && a.st_mtime == b.st_mtime &&
		a.st_size == b.st_size);
	/* A link with several names becomes several links. */
	assert(!S_ISREG(a.st_mode) || a.st_nlink == b.st_nlink);
	if (S_ISLNK(a.st_mode))
		check_link(dir, name);
	else if (!S_ISFIFO(a.st_mode))
		check_open(&a, dir, name);
	return S_ISDIR(a.st_mode) ? tree_open(at, name, -1) : 0;
}

/* Gives folders an old time, which they lose when a file is put into them. */
static int age(struct tree_level *at, const char *name, void *arg)
{
	static const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	struct stat st;
	int dir = dirfd(at->dir);

	(void)arg;
	assert(fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0);
	if (!S_ISDIR(st.st_mode))
		return 0;
	assert(utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW) == 0);
	return tree_open(at, name, -1);
}

/* Restores an archive as tcrctl does; whether it was taken. */
static bool restore(int archive, const char *volume)
{
	char name[STAGING_NAME];
	int staged = staging_make(top, name);
	int rc;

	assert(staged >= 0 && lseek(archive, 0, SEEK_SET) == 0);
	rc = unpack_run(archive, staged);
	assert(rc <= 0);
	if (rc == 0)
		assert(staging_swap(top, name, volume) == 0);
	close(staged);
	staging_sweep(top); /* as nobody holds it any more */
	return rc == 0;
}

/* What was restored is saved, restored to another volume, and the same. */
static void round_trip(void)
{
	autofd int volume = openat(top, "web", O_RDONLY | O_CLOEXEC);
	autofd int archive = memfd_create("again", MFD_CLOEXEC);

	assert(volume >= 0 && archive >= 0);
	(void)tree_walk(volume, -1, age, NULL);
	if (archive_write(volume, archive) == 0) {
		assert(archive_end(archive) == 0);
		assert(restore(archive, "again"));
		assert(count(top) == 2);
		pair.other = openat(top, "again", O_RDONLY | O_CLOEXEC);
		(void)tree_walk(volume, -1, same, NULL);
		close(pair.other);
		assert(staging_remove(top, "again") == 0);
	}
	forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	autofd int archive = memfd_create("archive", MFD_CLOEXEC);

	assert(archive >= 0);
	if (!describe(data, size, archive))
		return 0;
	assert(mkdirat(top, "web", 0755) == 0);
	assert(mkdirat(top, "web/old", 0755) == 0);
	if (restore(archive, "web"))
		round_trip();
	else
		assert(faccessat(top, "web/old", F_OK, 0) == 0);
	check_outside();
	assert(count(top) == 1);
	assert(staging_remove(top, "web") == 0 && count(top) == 0);
	return 0;
}
