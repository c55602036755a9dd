/* SPDX-License-Identifier: MIT */
/*
 * The paths of files and folders.  The environment is read at each call, but a
 * list is made once.
 */
#include "supervisor/base/paths.h"

#include "init/fmt.h"
#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CMDLINE_MAX 4096

struct list {
	char text[PATH_MAX];
	const char *dirs[PATHS_DIRS_MAX + 1];
};

/* Fills the list, unless it is full, from the variable or else the format. */
__attribute__((format(printf, 3, 4))) static const char *const *dirs(
	struct list *l, const char *variable, const char *format, ...)
{
	const char *value = variable ? getenv(variable) : NULL;
	size_t n = 0;
	char *save = NULL;
	va_list ap;
	int rc;

	if (l->dirs[0])
		return l->dirs;
	va_start(ap, format);
	rc = fmt_vprint(l->text, sizeof(l->text), format, ap);
	va_end(ap);
	if (value && *value)
		rc = fmt_print(l->text, sizeof(l->text), "%s", value);
	if (rc < 0)
		return l->dirs;
	for (char *d = strtok_r(l->text, ":", &save); d && n < PATHS_DIRS_MAX;
		d = strtok_r(NULL, ":", &save))
		l->dirs[n++] = d;
	return l->dirs;
}

bool paths_data_counts(void)
{
	static const char option[] = "tcr.conf=";
	char text[CMDLINE_MAX], *save = NULL;
	bool counts = true;

	if (io_read_file(AT_FDCWD, "/proc/cmdline", text, sizeof(text)) < 0)
		return true;
	for (char *w = strtok_r(text, " \n", &save); w;
		w = strtok_r(NULL, " \n", &save))
		if (strncmp(w, option, strlen(option)) == 0)
			counts = strcmp(w + strlen(option), "firmware") != 0;
	return counts;
}

/* Of an empty list between two colons nothing is left. */
const char *const *paths_units(void)
{
	static struct list l;
	bool data = paths_data_counts();

	return dirs(&l, "TCR_UNIT_DIRS",
		"%s/conf.d:%s%s:%s/conf.d:/usr/lib/tcr/conf.d", paths_run(),
		data ? paths_data() : "", data ? "/conf.d" : "", paths_etc());
}

const char *const *paths_settings(void)
{
	static struct list l;

	return dirs(&l, NULL, "%s:%s", paths_data_counts() ? paths_data() : "",
		paths_etc());
}

const char *const *paths_images(void)
{
	static struct list l;

	return dirs(&l, "TCR_IMAGES", "/usr/lib/tcr/images:%s/images",
		paths_data());
}

const char *paths_store(void)
{
	const char *const *d = paths_images();

	while (d[0] && d[1])
		d++;
	return d[0] ? d[0] : "";
}

const char *const *paths_keys(void)
{
	static struct list l;

	return dirs(&l, "TCR_KEYS", "/usr/lib/tcr/keys:%s/keys", paths_etc());
}

const char *paths_run(void)
{
	const char *run = getenv("TCR_RUN");

	return run && *run ? run : "/run/tcr";
}

const char *paths_data(void)
{
	const char *data = getenv("TCR_DATA");

	return data && *data ? data : "/var/lib/tcr";
}

/* Writes "DIR/LEAF" to text, which is static; "" if that is too long. */
static const char *below(char text[PATH_MAX], const char *dir, const char *leaf)
{
	if (fmt_print(text, PATH_MAX, "%s/%s", dir, leaf) < 0)
		text[0] = 0;
	return text;
}

const char *paths_public(void)
{
	static char text[PATH_MAX];

	return below(text, paths_run(), "public");
}

const char *paths_volumes(void)
{
	static char text[PATH_MAX];

	return below(text, paths_data(), "volumes");
}

const char *paths_logs(void)
{
	static char text[PATH_MAX];

	return below(text, paths_data(), "logs");
}

const char *const *paths_secrets(void)
{
	static struct list l;

	return dirs(&l, NULL, "%s/secrets:%s/secrets:%s/secrets", paths_etc(),
		paths_run(), paths_data());
}

const char *paths_etc(void)
{
	const char *etc = getenv("TCR_ETC");

	return etc && *etc ? etc : "/etc/tcr";
}

const char *paths_slots(void)
{
	const char *slots = getenv("TCR_SLOTS");

	return slots && *slots ? slots : "/dev/disk/by-slot";
}

const char *paths_seccomp(void)
{
	const char *path = getenv("TCR_SECCOMP");

	if (!path || !*path)
		return "/usr/lib/tcr/seccomp.bpf";
	return strcmp(path, "none") == 0 ? NULL : path;
}

int paths_unit(char path[PATH_MAX], const char *unit, const char *leaf)
{
	int rc = unit ? fmt_print(path, PATH_MAX, "%s/units/%s/%s", paths_run(),
				unit, leaf)
		      : fmt_print(path, PATH_MAX, "%s/%s", paths_run(), leaf);

	return rc < 0 ? rc : 0;
}

int paths_program(char path[PATH_MAX], const char *name)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (n < 0)
		return -errno;
	self[n] = 0;
	slash = strrchr(self, '/');
	if (!slash)
		return -ENOENT;
	*slash = 0;
	n = fmt_print(path, PATH_MAX, "%s/%s", self, name);
	return n < 0 ? (int)n : 0;
}

/* crun 1.28, and some before it, refuse "@"; no unit has a "+". */
int paths_crun_id(char *id, size_t size, const char *unit)
{
	int rc = fmt_print(id, size, "%s", unit);
	char *at = rc < 0 ? NULL : strchr(id, '@');

	if (at)
		*at = '+';
	return rc < 0 ? rc : 0;
}

int paths_absolute(char out[PATH_MAX], const char *path)
{
	char here[PATH_MAX];
	int rc;

	while (!strncmp(path, "./", 2))
		path += 2;
	if (*path == '/')
		rc = fmt_print(out, PATH_MAX, "%s", path);
	else if (!getcwd(here, sizeof(here)))
		return -errno;
	else
		rc = fmt_print(out, PATH_MAX, "%s/%s", here, path);
	while (rc > 1 && out[rc - 1] == '/')
		out[--rc] = 0;
	return rc < 0 ? rc : 0;
}
