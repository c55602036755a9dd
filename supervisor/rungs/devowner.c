/* SPDX-License-Identifier: MIT */
/*
 * Owner and mode of a container's devices.  tcr has no udev, so each node of
 * the device is root's alone and a program that is not root could use none.  A
 * group is looked up by its name in the image, which has numbers of its own:
 * GroupAdd=dialout then means what it means on a distribution.
 */
#include "supervisor/rungs/devowner.h"

#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/base/passwd.h"
#include "supervisor/units/rights.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define TTY_MAJOR    4
#define SERIAL_FIRST 64 /* lower minors are consoles of screen and keyboard */

/*
 * A subsystem of the kernel and the group that Debian gives its devices.  gid
 * is for images that do not have the name: Debian's number if that is fixed.
 */
static const struct kind {
	const char *subsystem, *group;
	uint32_t gid; /* 0: none */
} kinds[] = {
	{"tty", "dialout", 20},
	{"sound", "audio", 29},
	{"video4linux", "video", 44},
	{"media", "video", 44},
	{"drm", "video", 44},
	{"graphics", "video", 44},
	{"input", "input", 0},
	{"gpio", "gpio", 0},
	{"i2c-dev", "i2c", 0},
	{"spidev", "spi", 0},
	{"block", "disk", 6},
};

static const struct kind *owner_kind(const struct spec_device *d)
{
	char path[64], target[PATH_MAX];
	const char *name;
	ssize_t len;

	(void)fmt_print(path, sizeof(path), "/sys/dev/%s/%u:%u/subsystem",
		S_ISBLK(d->mode) ? "block" : "char", major(d->device),
		minor(d->device));
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return NULL;
	target[len] = 0;
	name = strrchr(target, '/');
	for (size_t i = 0; name && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(name + 1, kinds[i].subsystem))
			return &kinds[i];
	return NULL;
}

/* A console of screen and keyboard stays root's: it shows what is typed. */
static bool is_screen(const struct spec_device *d)
{
	return S_ISCHR(d->mode) && major(d->device) == TTY_MAJOR &&
	       minor(d->device) < SERIAL_FIRST;
}

/* Sets what distributions do for this kind of device. */
static void set_usual(const struct spec_input *in, struct spec_device *d)
{
	const struct kind *kind = is_screen(d) ? NULL : owner_kind(d);
	uint32_t gid;

	if (!kind)
		return;
	if (!passwd_has_group(in->root, kind->group, &gid))
		gid = kind->gid;
	if (gid == 0)
		return;
	d->uid = 0;
	d->gid = gid;
	d->mode = (d->mode & S_IFMT) | 0660;
}

/* The value in "[PATH] VALUE" if path is PATH or below it, else NULL. */
static const char *value_for(const char *item, const char *path)
{
	size_t len = strcspn(item, " ");

	if (len > 0 && (strncmp(path, item, len) != 0 ||
			       (path[len] && path[len] != '/')))
		return NULL;
	return item + len + 1;
}

/* value is [USER][:GROUP]. */
static int set_owner(
	const struct spec_input *in, struct spec_device *d, const char *value)
{
	const char *colon = strchr(value, ':');
	struct passwd_user found = {0};
	char user[PASSWD_NAME_MAX + 1];
	int rc = 0;

	(void)fmt_print(
		user, sizeof(user), "%.*s", (int)strcspn(value, ":"), value);
	if (*user)
		rc = passwd_find(in->root, user, NULL, &found);
	if (rc == 0 && *user)
		d->uid = found.uid;
	if (rc == 0 && colon)
		rc = passwd_group(in->root, colon + 1, &d->gid);
	return rc;
}

int devowner_set(const struct spec_input *in, struct spec_device *device)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	const char *value;
	int rc = 0;

	set_usual(in, device);
	for (size_t i = 0; i < e->device_owners.n && rc == 0; i++) {
		value = value_for(e->device_owners.v[i], device->path);
		if (value)
			rc = set_owner(in, device, value);
	}
	for (size_t i = 0; i < e->device_modes.n; i++) {
		value = value_for(e->device_modes.v[i], device->path);
		if (value)
			device->mode = (device->mode & S_IFMT) |
				       (mode_t)text_digits(value, NULL, 8);
	}
	return rc;
}
