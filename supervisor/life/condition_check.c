/* SPDX-License-Identifier: MIT */
/*
 * Conditions of a start.  They concern the device, not the container: paths are
 * those that tcrd sees.
 */
#include "supervisor/life/condition_check.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/machine.h"
#include "supervisor/base/mounted.h"
#include "supervisor/units/condition.h"
#include "supervisor/units/text/value.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h> /* ST_RDONLY */
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

static bool compare(const char *text, uint64_t have)
{
	enum condition_order order;
	uint64_t asked = 0;

	if (value_size(condition_order(text, &order), &asked) < 0)
		return false; /* it was checked when the file was read */
	switch (order) {
	case COMPARE_AT_LEAST:
		return have >= asked;
	case COMPARE_AT_MOST:
		return have <= asked;
	case COMPARE_LESS:
		return have < asked;
	case COMPARE_MORE:
		return have > asked;
	case COMPARE_EQUAL:
		return have == asked;
	case COMPARE_OTHER:
		return have != asked;
	}
	return false;
}

/*
 * Whether the command line has the word: "quiet", "root=/dev/x", or "root" with
 * any value.
 */
static bool has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	while (*line) {
		size_t n = strcspn(line, " \t\n");

		if (n >= len && memcmp(line, word, len) == 0 &&
			(n == len || (line[len] == '=' && !strchr(word, '='))))
			return true;
		line += n;
		line += strspn(line, " \t\n");
	}
	return false;
}

static bool is_machine(const char *name)
{
	struct utsname uts;

	return strcmp(name, "native") == 0 ||
	       (uname(&uts) == 0 &&
		       strcmp(machine_systemd(uts.machine), name) == 0);
}

static bool is_filled(const char *path)
{
	DIR *dir = opendir(path);
	int entries = 0;

	if (!dir)
		return false;
	while (entries <= 2 && readdir(dir))
		entries++;
	closedir(dir);
	return entries > 2;
}

/* Whether name matches the len bytes of pattern, with "*" and "?". */
static bool is_like(const char *name, const char *pattern, size_t len)
{
	const char *end = pattern + len, *star = NULL, *again = NULL;

	while (*name) {
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			again = name;
		} else if (pattern < end &&
			   (*pattern == '?' || *pattern == *name)) {
			pattern++;
			name++;
		} else if (star) {
			pattern = star;
			name = ++again;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

/* Whether a path exists; one component of it may be a pattern. */
static bool matches(const char *path)
{
	const char *wild = path + strcspn(path, "*?");
	const char *rest = wild + strcspn(wild, "/");
	char dir[PATH_MAX];
	bool found = false;
	DIR *d;

	if (!*wild)
		return access(path, F_OK) == 0;
	while (wild[-1] != '/')
		wild--;
	if (fmt_print(dir, sizeof(dir), "%.*s", (int)(wild - path), path) < 0)
		return false;
	d = opendir(dir);
	for (struct dirent *e = d ? readdir(d) : NULL; e && !found;
		e = readdir(d)) {
		char whole[PATH_MAX];

		if (e->d_name[0] == '.' && *wild != '.')
			continue;
		if (is_like(e->d_name, wild, (size_t)(rest - wild)) &&
			fmt_print(whole, sizeof(whole), "%s%s%s", dir,
				e->d_name, rest) > 0)
			found = access(whole, F_OK) == 0;
	}
	if (d)
		closedir(d);
	return found;
}

/*
 * The first boot is the one that finds no mark in data.  The answer is found
 * once in each boot, under a lock, and saved in run before the mark is made:
 * otherwise a unit that asks at the same time would find a mark and no answer.
 */
static bool is_first_boot(const struct condition_places *p)
{
	char mark[PATH_MAX], answer[PATH_MAX], text;
	bool first;
	int rc;

	if (fmt_print(mark, sizeof(mark), "%s/booted", p->data) < 0 ||
		fmt_print(answer, sizeof(answer), "%s/first-boot", p->run) < 0)
		return false;
	autofd int fd =
		open(answer, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0 && read(fd, &text, 1) == 1)
		return text == 'y';
	first = access(mark, F_OK) < 0 && errno == ENOENT;
	if (fd < 0 || io_write_all(fd, first ? "yes" : "no ", 3) < 0 || !first)
		return first;
	rc = io_mkdirs(p->data, 0755);
	if (rc == 0)
		rc = keep_file(AT_FDCWD, mark, "", 0, 0644);
	if (rc < 0)
		log_warn("the next boot will be a first one, too: keep %s: %s",
			mark, strerror(-rc));
	return true;
}

static bool check_path(const struct unit_condition *c)
{
	const char *path = c->value;
	struct stat st;
	struct statfs fs;
	bool link = c->check == CHECK_PATH_IS_SYMBOLIC_LINK;

	if (c->check == CHECK_PATH_EXISTS_GLOB)
		return matches(path);
	if ((link ? lstat(path, &st) : stat(path, &st)) < 0)
		return false;
	if (link)
		return S_ISLNK(st.st_mode);
	if (c->check == CHECK_PATH_IS_DIRECTORY)
		return S_ISDIR(st.st_mode);
	if (c->check == CHECK_PATH_IS_MOUNT_POINT)
		return mounted_at(path);
	if (c->check == CHECK_PATH_IS_READ_WRITE)
		return statfs(path, &fs) == 0 && !(fs.f_flags & ST_RDONLY);
	if (c->check == CHECK_DIRECTORY_NOT_EMPTY)
		return is_filled(path);
	if (c->check == CHECK_FILE_NOT_EMPTY)
		return S_ISREG(st.st_mode) && st.st_size > 0;
	if (c->check == CHECK_FILE_IS_EXECUTABLE)
		return S_ISREG(st.st_mode) && (st.st_mode & 0111);
	return true;
}

unsigned condition_check_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0
		       ? (unsigned)CPU_COUNT(&set)
		       : 1;
}

static bool check(
	const struct unit_condition *c, const struct condition_places *places)
{
	struct sysinfo info = {0};
	bool yes = false;

	switch (c->check) {
	case CHECK_PATH_EXISTS:
	case CHECK_PATH_EXISTS_GLOB:
	case CHECK_PATH_IS_DIRECTORY:
	case CHECK_PATH_IS_SYMBOLIC_LINK:
	case CHECK_PATH_IS_MOUNT_POINT:
	case CHECK_PATH_IS_READ_WRITE:
	case CHECK_DIRECTORY_NOT_EMPTY:
	case CHECK_FILE_NOT_EMPTY:
	case CHECK_FILE_IS_EXECUTABLE:
		return check_path(c);
	case CHECK_KERNEL_COMMAND_LINE:
		return has_word(places->cmdline, c->value);
	case CHECK_ARCHITECTURE:
		return is_machine(c->value);
	case CHECK_FIRST_BOOT:
		(void)value_bool(c->value, &yes);
		return is_first_boot(places) == yes;
	case CHECK_MEMORY:
		(void)sysinfo(&info); /* cannot fail */
		return compare(
			c->value, (uint64_t)info.totalram * info.mem_unit);
	case CHECK_CPUS:
		return compare(c->value, condition_check_cpus());
	}
	return false;
}

int condition_check(const struct unit_condition *list, size_t count,
	const struct condition_places *places, size_t *which)
{
	size_t missed = 0;
	bool any = false, met = false;

	for (size_t i = 0; i < count; i++)
		if (!list[i].trigger &&
			check(&list[i], places) == list[i].negate) {
			*which = i;
			return 1;
		}
	for (size_t i = 0; i < count && !met; i++) {
		if (!list[i].trigger)
			continue;
		any = true;
		missed = i;
		met = check(&list[i], places) != list[i].negate;
	}
	*which = missed;
	return any && !met;
}
