/* SPDX-License-Identifier: MIT */
/* A volume unit's mount, as far as it is text. */
#include "supervisor/units/store.h"

#include "init/fmt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

/* Words that are no file system's. */
static const struct {
	const char *name;
	unsigned long set;
	unsigned long clear;
	const char *refused; /* why, or NULL */
} words[] = {
	{"defaults", 0, 0, NULL},
	{"ro", MS_RDONLY, 0, NULL},
	{"rw", 0, MS_RDONLY, NULL},
	{"noexec", MS_NOEXEC, 0, NULL},
	{"exec", 0, MS_NOEXEC, NULL},
	{"noatime", MS_NOATIME, MS_RELATIME | MS_STRICTATIME, NULL},
	{"relatime", MS_RELATIME, MS_NOATIME | MS_STRICTATIME, NULL},
	{"strictatime", MS_STRICTATIME, MS_NOATIME | MS_RELATIME, NULL},
	{"nodiratime", MS_NODIRATIME, 0, NULL},
	{"lazytime", MS_LAZYTIME, 0, NULL},
	{"sync", MS_SYNCHRONOUS, 0, NULL},
	{"async", 0, MS_SYNCHRONOUS, NULL},
	{"dirsync", MS_DIRSYNC, 0, NULL},
	{"bind", MS_BIND, 0, NULL},
	{"rbind", MS_BIND | MS_REC, 0, NULL},
	{"nosuid", 0, 0, NULL},
	{"nodev", 0, 0, NULL},
	{"_netdev", 0, 0, NULL},
	{"auto", 0, 0, NULL},
	{"dev", 0, 0, "a volume has no devices"},
	{"suid", 0, 0, "a volume has no setuid programs"},
	{"remount", 0, 0, "a volume is mounted once"},
	{"loop", 0, 0, "for an image file use Driver=image"},
	{"nofail", 0, 0, "the container needs the volume"},
	{"noauto", 0, 0, "it is mounted when a container needs it"},
	{"user", 0, 0, "nobody but tcrd mounts it"},
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
			*why = words[i].refused;
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

void store_done(struct unit_store *store)
{
	free(store->directory);
	free(store->device);
	free(store->type);
	free(store->options);
	free(store->user);
	free(store->group);
	free(store->tag);
	free(store->arch);
	*store = (struct unit_store){0};
}
