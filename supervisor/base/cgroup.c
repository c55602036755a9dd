/* SPDX-License-Identifier: MIT */
/*
 * The cgroup v2 directories of the units.  cgroup.kill (Linux 5.14) kills all
 * processes of a group at once, also those that fork meanwhile; poll(2) of
 * cgroup.events returns POLLPRI when the group may have become empty.
 */
#include "supervisor/base/cgroup.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CGROUP_ROOT "/sys/fs/cgroup"
#define OWN_BYTES   (INT64_C(2) << 20) /* memory for tcrd and tcr-dns */

static struct {
	char controllers[256]; /* " cpu memory pids " */
} self;

/*
 * The group of all containers, as a path below the root.  What a tcrd was told
 * by TCR_CGROUP is in the link RUN/cgroup, by which tcrctl finds it.
 */
static const char *slice(void)
{
	static char linked[PATH_MAX];
	const char *name = getenv("TCR_CGROUP");
	char path[PATH_MAX];

	if (name && *name)
		return name;
	if (!*linked && (paths_unit(path, NULL, "cgroup") < 0 ||
				readlink(path, linked, sizeof(linked) - 1) < 0))
		return "tcr";
	return linked;
}

static void leave_link(void)
{
	char path[PATH_MAX];

	if (!getenv("TCR_CGROUP") || paths_unit(path, NULL, "cgroup") < 0)
		return;
	(void)unlink(path); /* there may be none */
	if (symlink(slice(), path) < 0)
		(void)failed("make %s", path);
}

/* True for a unit of one of the device's own programs: tcr-dns, udhcpc. */
static bool is_own(const char *name)
{
	const char *suffix = strrchr(name, '.');

	return suffix &&
	       (!strcmp(suffix, ".service") || !strcmp(suffix, ".uplink"));
}

/*
 * Writes the path of a file of a unit's group.  The groups of the device's own
 * programs are below tcrd's, so that the limits of containers are not theirs.
 * A name with a dot could be that of a file of the kernel (memory.max), none of
 * which begins with '_' or has an '@'.
 */
static int below(char *path, size_t size, const char *root, const char *name,
	const char *file)
{
	bool own = is_own(name);
	bool dots = !own && strchr(name, '.') && !strchr(name, '@');

	return fmt_print(path, size, "%s/%s%s/%s%s%s", root, slice(),
		own ? "d" : "", dots ? "_" : "", name, file);
}

/* Writes a limit of all containers (which "") or all own programs ("d"). */
static void set(const char *which, const char *file, int64_t n)
{
	char path[PATH_MAX], text[24];
	int rc = fmt_print(path, sizeof(path), CGROUP_ROOT "/%s%s/%s", slice(),
		which, file);

	(void)fmt_print(text, sizeof(text), "%lld", (long long)n);
	if (rc > 0)
		rc = io_write_file(path, n == INT64_MAX ? "max" : text);
	if (rc < 0 && rc != -ENOENT) /* without the controller */
		log_warn("cgroup: %s: %s", path, strerror(-rc));
}

/* Enables each controller by its own write(2): if the kernel refuses one, it
 * refuses the whole write. */
static void enable(const char *dir, const char *controllers)
{
	char path[PATH_MAX];
	char word[64];

	if (fmt_print(path, sizeof(path), "%s/cgroup.subtree_control", dir) < 0)
		return;
	for (const char *p = controllers; *p;) {
		size_t len = strcspn(p, " \n");

		if (len > 0 &&
			fmt_print(word, sizeof(word), "+%.*s", (int)len, p) > 0)
			(void)io_write_file(path, word); /* see has() */
		p += len;
		p += strspn(p, " \n");
	}
}

int cgroup_init(void)
{
	char path[PATH_MAX], parent[PATH_MAX], text[200];
	const char *last = strrchr(slice(), '/');
	int rc;

	if (access(CGROUP_ROOT "/cgroup.controllers", R_OK) < 0)
		return failed("cgroup v2 at " CGROUP_ROOT);
	/* What is above the group may belong to another manager of cgroups. */
	rc = fmt_print(parent, sizeof(parent), CGROUP_ROOT "/%.*s",
		last ? (int)(last - slice()) : 0, slice());
	if (rc > 0)
		rc = fmt_print(
			path, sizeof(path), "%s/cgroup.controllers", parent);
	if (rc > 0 && io_read_file(AT_FDCWD, path, text, sizeof(text)) > 0)
		enable(parent, text);
	if (rc > 0)
		rc = fmt_print(path, sizeof(path), CGROUP_ROOT "/%s", slice());
	if (rc < 0)
		return rc;
	leave_link();
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return failed("make cgroup %s", path);
	(void)fmt_print(path, sizeof(path), CGROUP_ROOT "/%sd", slice());
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return failed("make cgroup %s", path);
	set("d", "memory.min", OWN_BYTES);
	(void)fmt_print(path, sizeof(path), CGROUP_ROOT "/%s/%s", slice(),
		"cgroup.controllers");
	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return failed("read %s", path);
	(void)fmt_print(path, sizeof(path), CGROUP_ROOT "/%s", slice());
	enable(path, text);
	text[strcspn(text, "\n")] = 0;
	(void)fmt_print(
		self.controllers, sizeof(self.controllers), " %s ", text);
	return 0;
}

/* Whether limits of this controller ("pids", "memory") can be set. */
static bool has(const char *controller)
{
	char word[64];

	if (fmt_print(word, sizeof(word), " %s ", controller) < 0)
		return false;
	return strstr(self.controllers, word) != NULL;
}

/* The group of all containers is not the root, so it has the same files. */
bool cgroup_can(const char *file)
{
	char path[PATH_MAX], controller[32];

	return fmt_print(controller, sizeof(controller), "%.*s",
		       (int)strcspn(file, "."), file) > 0 &&
	       has(controller) &&
	       fmt_print(path, sizeof(path), CGROUP_ROOT "/%s/%s", slice(),
		       file) > 0 &&
	       access(path, F_OK) == 0;
}

static int64_t kernel_number(const char *path)
{
	char text[24];
	ssize_t n = io_read_file(AT_FDCWD, path, text, sizeof(text));

	return n > 0 ? (int64_t)text_digits(text, NULL, 10) : INT64_MAX;
}

void cgroup_limit(int64_t memory_bytes)
{
	int64_t pids = kernel_number("/proc/sys/kernel/pid_max");
	int64_t threads = kernel_number("/proc/sys/kernel/threads-max");

	set("", "memory.max", memory_bytes);
	set("", "pids.max", (pids < threads ? pids : threads) / 8 * 7);
}

int cgroup_path(const char *name, char path[PATH_MAX])
{
	int rc = below(path, PATH_MAX, "", name, "");

	return rc < 0 ? rc : 0;
}

static int directory(const char *name, char path[PATH_MAX])
{
	int rc = below(path, PATH_MAX, CGROUP_ROOT, name, "");

	return rc < 0 ? rc : 0;
}

int cgroup_open(const char *name)
{
	char path[PATH_MAX];
	int rc = directory(name, path);

	if (rc < 0)
		return rc;
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return failed("make cgroup %s", path);
	rc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return rc < 0 ? failed("open cgroup %s", path) : rc;
}

/* Writes the path of a file of the unit's group; the path's length or -errno.
 */
static int path_of(char path[PATH_MAX], const char *name, const char *file)
{
	char leaf[64];
	int rc = fmt_print(leaf, sizeof(leaf), "/%s", file);

	return rc < 0 ? rc : below(path, PATH_MAX, CGROUP_ROOT, name, leaf);
}

ssize_t cgroup_read(const char *name, const char *file, char *text, size_t size)
{
	char path[PATH_MAX];
	int rc = path_of(path, name, file);

	return rc < 0 ? rc : io_read_file(AT_FDCWD, path, text, size);
}

int cgroup_write(const char *name, const char *file, const char *text)
{
	char path[PATH_MAX];
	int rc = path_of(path, name, file);

	return rc < 0 ? rc : io_write_file(path, text);
}

int64_t cgroup_number(const char *name, const char *file, const char *key)
{
	char text[512];
	size_t len = key ? strlen(key) : 0;
	ssize_t n = cgroup_read(name, file, text, sizeof(text));
	const char *at = text;

	if (n < 0)
		return n;
	while (key && (strncmp(at, key, len) != 0 || at[len] != ' ')) {
		at = strchr(at, '\n');
		if (!at)
			return -ENODATA;
		at++;
	}
	at += key ? len + 1 : 0;
	return strncmp(at, "max", 3) == 0 ? INT64_MAX
					  : (int64_t)text_digits(at, NULL, 10);
}

int cgroup_freeze(const char *name, bool on)
{
	return cgroup_write(name, "cgroup.freeze", on ? "1" : "0");
}

/*
 * Whether the process's cgroup is prefix or below it.  rest becomes what
 * follows prefix, up to the next slash; NULL: nobody asks for it.
 */
static enum cgroup_answer inside(
	pid_t pid, const char *prefix, char rest[NAME_MAX + 1])
{
	char path[64], text[PATH_MAX + 16];
	size_t len = strlen(prefix);
	const char *group;

	if (rest)
		*rest = 0;
	if (fmt_print(path, sizeof(path), "/proc/%d/cgroup", pid) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return CGROUP_UNKNOWN;
	/* If cgroup v1 is mounted too, the line of v2 is one of several. */
	group = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
	if (!group)
		return CGROUP_UNKNOWN;
	group += *group == '\n' ? 4 : 3;
	if (strncmp(group, prefix, len) != 0 ||
		(group[len] != '\n' && group[len] != '/'))
		return CGROUP_OUTSIDE;
	group += len + (group[len] == '/');
	if (rest && fmt_print(rest, NAME_MAX + 1, "%.*s",
			    (int)strcspn(group, "/\n"), group) < 0)
		*rest = 0;
	return CGROUP_INSIDE;
}

bool cgroup_owns(const char *name, pid_t pid)
{
	char path[PATH_MAX];

	return cgroup_path(name, path) == 0 &&
	       inside(pid, path, NULL) == CGROUP_INSIDE;
}

enum cgroup_answer cgroup_of_units(pid_t pid, char name[NAME_MAX + 1])
{
	char path[PATH_MAX];
	enum cgroup_answer answer = CGROUP_UNKNOWN;

	*name = 0;
	if (fmt_print(path, sizeof(path), "/%s", slice()) > 0)
		answer = inside(pid, path, name);
	/* What below() puts before a name with a dot. */
	if (*name == '_' && strchr(name, '.') && !strchr(name, '@'))
		memmove(name, name + 1, strlen(name));
	return answer;
}

/* 1: the group has a process; 0: it has none, or was removed; -errno. */
static int populated(int events)
{
	char text[256];
	ssize_t n = pread(events, text, sizeof(text) - 1, 0);

	if (n < 0)
		return errno == ENODEV ? 0 : -errno;
	text[n] = 0;
	return strstr(text, "populated 1") != NULL;
}

static int wait_empty(int dir, int64_t limit_ms)
{
	int64_t deadline = io_now_ms() + limit_ms;
	autofd int events = openat(dir, "cgroup.events", O_RDONLY | O_CLOEXEC);
	struct pollfd p = {.fd = events, .events = POLLPRI};

	if (events < 0)
		return -errno;
	for (;;) {
		int rc = populated(events);
		int64_t left = deadline - io_now_ms();

		if (rc <= 0)
			return rc;
		if (left <= 0)
			return -ETIMEDOUT;
		(void)poll(&p, 1, (int)left);
	}
}

/* Finds a group below dir; false: there is none. */
static bool first_child(int dir, char name[NAME_MAX + 1])
{
	DIR *d = fdopendir(openat(dir, ".", O_RDONLY | O_CLOEXEC));
	bool found = false;

	if (!d)
		return false;
	for (struct dirent *e = readdir(d); e && !found; e = readdir(d)) {
		found = e->d_type == DT_DIR && e->d_name[0] != '.';
		if (found)
			memcpy(name, e->d_name, strlen(e->d_name) + 1);
	}
	closedir(d);
	return found;
}

/* Removes one group below top that has no groups itself; false: none or failed.
 */
static bool remove_leaf(int top)
{
	char path[PATH_MAX] = ".", name[NAME_MAX + 1];
	size_t len = 1;

	for (;;) {
		autofd int dir =
			openat(top, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		int n;

		if (dir < 0 || !first_child(dir, name))
			break;
		n = fmt_print(path + len, sizeof(path) - len, "/%s", name);
		if (n < 0)
			return false;
		len += (size_t)n;
	}
	return len > 1 && unlinkat(top, path, AT_REMOVEDIR) == 0;
}

int cgroup_destroy(const char *name, int64_t limit_ms)
{
	char path[PATH_MAX];
	int rc = directory(name, path);

	if (rc < 0)
		return rc;
	autofd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT ? 0 : failed("open cgroup %s", path);
	autofd int end = openat(dir, "cgroup.kill", O_WRONLY | O_CLOEXEC);
	if (end < 0 || write(end, "1", 1) != 1)
		return failed("kill cgroup %s", path);
	rc = wait_empty(dir, limit_ms);
	if (rc == -ETIMEDOUT)
		log_err("unkillable: a process of cgroup %s does not end",
			path);
	if (rc < 0)
		return rc;
	if (rmdir(path) == 0 || errno == ENOENT)
		return 0;
	/* A container that may write to cgroupfs may have made groups. */
	while (remove_leaf(dir))
		;
	if (rmdir(path) < 0 && errno != ENOENT)
		return failed("remove cgroup %s", path);
	return 0;
}
