/* SPDX-License-Identifier: MIT */
/*
 * The devices that a unit names, and the device filter of the container's
 * cgroup.  The filter allows these and the ones that crun adds, which every
 * program expects.  crun's list also has the device's console, so the filter
 * alone does not keep a node of an image from working: see "/." in
 * spec_mounts.c.
 */
#include "supervisor/spec/spec_devices.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/units/rights.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define DEVICES_MAX 1024 /* for one container */

static bool is_device(mode_t mode)
{
	return S_ISCHR(mode) || S_ISBLK(mode);
}

/* path NULL: the device has no node inside, only a rule. */
static int add(struct spec_devices *d, const char *path, const struct stat *st,
	const char *access)
{
	struct spec_device *grown;
	struct spec_device device = {.path = path ? strdup(path) : NULL,
		.mode = st->st_mode,
		.device = st->st_rdev,
		.uid = st->st_uid,
		.gid = st->st_gid};

	if (d->n == DEVICES_MAX) {
		free(device.path);
		errno = E2BIG;
		return failed("devices");
	}
	grown = realloc(d->v, (d->n + 1) * sizeof(*grown));
	if (grown)
		d->v = grown;
	if (!grown || (path && !device.path)) {
		free(device.path);
		errno = ENOMEM;
		return failed("devices");
	}
	memcpy(device.access, access, strnlen(access, 3));
	d->v[d->n++] = device;
	return 0;
}

/* Adds the devices of one directory; its subdirectories go to `folders`. */
static int add_folder(struct spec_devices *d, struct arena *arena,
	struct strv *folders, const char *host, const char *inside,
	const char *access)
{
	char from[PATH_MAX], to[PATH_MAX], both[2 * PATH_MAX];
	DIR *dir = opendir(host);
	struct stat st;
	int rc = 0;

	if (!dir)
		return failed("devices of %s", host);
	for (struct dirent *e = readdir(dir); e && rc == 0; e = readdir(dir)) {
		if (e->d_name[0] == '.' || strchr(e->d_name, ':') ||
			fmt_print(from, sizeof(from), "%s/%s", host,
				e->d_name) < 0 ||
			fmt_print(to, sizeof(to), "%s/%s", inside, e->d_name) <
				0 ||
			lstat(from, &st) < 0)
			continue;
		if (is_device(st.st_mode))
			rc = add(d, to, &st, access);
		else if (S_ISDIR(st.st_mode) && folders->n < DEVICES_MAX &&
			 fmt_print(both, sizeof(both), "%s:%s", from, to) > 0)
			rc = strv_add(arena, folders, both, strlen(both));
	}
	closedir(dir);
	return rc;
}

static int add_tree(struct spec_devices *d, const char *host,
	const char *inside, const char *access)
{
	struct arena arena = {0};
	struct strv folders = {0};
	int rc = add_folder(d, &arena, &folders, host, inside, access);

	for (size_t i = 0; i < folders.n && rc == 0; i++) {
		char *colon = strchr(folders.v[i], ':');

		*colon = 0;
		rc = add_folder(
			d, &arena, &folders, folders.v[i], colon + 1, access);
	}
	arena_done(&arena);
	return rc;
}

/* Adds the device of an item "[-]HOST:INSIDE:ACCESS". */
static int add_asked(struct spec_devices *d, const char *item, bool offline)
{
	bool may_lack = *item == '-';
	char *host = strdup(item + may_lack);
	char *inside = host ? strchr(host, ':') : NULL;
	char *access = inside ? strchr(inside + 1, ':') : NULL;
	struct stat st = {.st_mode = S_IFCHR | 0666};
	int rc = 0;

	if (!access) {
		free(host);
		errno = ENOMEM;
		return failed("devices");
	}
	*inside++ = 0;
	*access++ = 0;
	if (!offline && stat(host, &st) < 0)
		rc = may_lack && errno == ENOENT ? 0
						 : failed("device %s", host);
	else if (S_ISDIR(st.st_mode))
		rc = add_tree(d, host, inside, access);
	else if (is_device(st.st_mode))
		rc = add(d, inside, &st, access);
	else
		rc = -ENODEV;
	if (rc == -ENODEV)
		log_err("device %s: it is no device", host);
	free(host);
	return rc;
}

/* Adds the rule of an item "PATH:ACCESS"; a missing device needs none. */
static int add_rule(struct spec_devices *d, const char *item, bool offline)
{
	const char *access = strrchr(item, ':') + 1;
	char path[PATH_MAX];
	struct stat st = {.st_mode = S_IFCHR};

	if (fmt_print(path, sizeof(path), "%.*s", (int)(access - item - 1),
		    item) < 0)
		return -ENAMETOOLONG;
	if ((!offline && stat(path, &st) < 0) || !is_device(st.st_mode)) {
		log_warn("DeviceAllow=%s: there is no such device", path);
		return 0;
	}
	return add(d, NULL, &st, access);
}

int spec_devices_plan(const struct spec_input *in, struct spec_devices *d)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	int rc = 0;

	for (size_t i = 0; i < e->devices.n && rc == 0; i++)
		rc = add_asked(d, e->devices.v[i], in->offline);
	for (size_t i = 0; i < e->device_rules.n && rc == 0; i++)
		rc = add_rule(d, e->device_rules.v[i], in->offline);
	return rc;
}

void spec_devices_done(struct spec_devices *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->v[i].path);
	free(d->v);
	*d = (struct spec_devices){0};
}

static void put_number(struct json *j, const struct spec_device *device)
{
	json_string(j, "type", S_ISCHR(device->mode) ? "c" : "b");
	json_int(j, "major", major(device->device));
	json_int(j, "minor", minor(device->device));
}

/*
 * crun lifts RLIMIT_MEMLOCK to load the filter, and fails if it may not, as
 * inside a container of a PC.  There the container runs without a filter.
 */
void spec_devices_put_rules(
	struct json *j, const struct spec_devices *d, bool offline)
{
	const struct rlimit lifted = {RLIM_INFINITY, RLIM_INFINITY};

	if (!offline && prlimit(0, RLIMIT_MEMLOCK, &lifted, NULL) < 0) {
		log_warn("no device filter: no right to lift RLIMIT_MEMLOCK");
		return;
	}
	json_open(j, "devices", '[');
	json_open(j, NULL, '{');
	json_bool(j, "allow", false);
	json_string(j, "access", "rwm");
	json_close(j, '}');
	for (size_t i = 0; i < d->n; i++) {
		json_open(j, NULL, '{');
		json_bool(j, "allow", true);
		put_number(j, &d->v[i]);
		json_string(j, "access", d->v[i].access);
		json_close(j, '}');
	}
	json_close(j, ']');
}
