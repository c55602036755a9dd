/* SPDX-License-Identifier: MIT */
/* Mount options and paths of a volume.  Nothing is mounted here. */
#include "supervisor/units/store.h"

#include "init/fmt.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>

enum {
	TAKEN,
	DEVICES,
	MOUNTED,
	IMAGE,
	NEEDED
};

static const char *const refusals[] = {
	[DEVICES] = "a volume has neither devices nor setuid programs",
	[MOUNTED] = "tcrd mounts it, once, when a container needs it",
	[IMAGE] = "for an image file use Driver=image",
	[NEEDED] = "a container needs its volumes",
};

/* Options of mount(8) that are not passed to the file system. */
static const struct {
	char name[12];
	uint32_t set;
	uint32_t clear;
	uint8_t refused; /* index of refusals, or TAKEN */
} words[] = {
	{"defaults", 0, 0, TAKEN},
	{"ro", MS_RDONLY, 0, TAKEN},
	{"rw", 0, MS_RDONLY, TAKEN},
	{"noexec", MS_NOEXEC, 0, TAKEN},
	{"exec", 0, MS_NOEXEC, TAKEN},
	{"noatime", MS_NOATIME, MS_RELATIME | MS_STRICTATIME, TAKEN},
	{"relatime", MS_RELATIME, MS_NOATIME | MS_STRICTATIME, TAKEN},
	{"strictatime", MS_STRICTATIME, MS_NOATIME | MS_RELATIME, TAKEN},
	{"nodiratime", MS_NODIRATIME, 0, TAKEN},
	{"lazytime", MS_LAZYTIME, 0, TAKEN},
	{"sync", MS_SYNCHRONOUS, 0, TAKEN},
	{"async", 0, MS_SYNCHRONOUS, TAKEN},
	{"dirsync", MS_DIRSYNC, 0, TAKEN},
	{"bind", MS_BIND, 0, TAKEN},
	{"rbind", MS_BIND | MS_REC, 0, TAKEN},
	{"nosuid", 0, 0, TAKEN},
	{"nodev", 0, 0, TAKEN},
	{"_netdev", 0, 0, TAKEN},
	{"auto", 0, 0, TAKEN},
	{"dev", 0, 0, DEVICES},
	{"suid", 0, 0, DEVICES},
	{"remount", 0, 0, MOUNTED},
	{"noauto", 0, 0, MOUNTED},
	{"user", 0, 0, MOUNTED},
	{"loop", 0, 0, IMAGE},
	{"nofail", 0, 0, NEEDED},
};

#define WORDS (sizeof(words) / sizeof(*words))

static int put_data(char data[STORE_DATA_MAX], const char *text, size_t len)
{
	size_t at = strlen(data);

	return fmt_print(data + at, STORE_DATA_MAX - at, "%s%.*s",
		at ? "," : "", (int)len, text);
}

int store_options(const char *text, unsigned long *flags,
	char data[STORE_DATA_MAX], const char **why)
{
	unsigned long found = MS_NOSUID | MS_NODEV;
	size_t len;

	data[0] = 0;
	for (; *text; text += len + (text[len] == ',')) {
		size_t i = 0;

		len = strcspn(text, ",");
		while (i < WORDS && (strlen(words[i].name) != len ||
					    memcmp(words[i].name, text, len)))
			i++;
		if (i < WORDS && words[i].refused) {
			*why = refusals[words[i].refused];
			return -EINVAL;
		}
		if (i < WORDS) {
			found = (found & ~words[i].clear) | words[i].set;
		} else if (len > 0 && strncmp(text, "x-", 2) != 0 &&
			   put_data(data, text, len) < 0) {
			*why = "too long";
			return -EINVAL;
		}
	}
	*flags = found;
	return 0;
}

bool store_is_memory(const struct unit_store *store)
{
	return store->boot || (store->type && !strcmp(store->type, "tmpfs"));
}

bool store_is_mounted(const struct unit_store *store)
{
	return store->device || store->boot || store->image;
}

int store_path(
	const struct unit_store *s, const char *name, char path[PATH_MAX])
{
	int rc;

	if (store_is_mounted(s))
		return paths_unit(path, name, s->boot ? "memory" : "mount");
	rc = fmt_print(path, PATH_MAX, "%s/%s", paths_volumes(), s->directory);
	return rc < 0 ? rc : 0;
}
