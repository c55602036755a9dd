/* SPDX-License-Identifier: MIT */
/*
 * A volume's mount options: flags, what is the file system's, what is refused.
 * Links: supervisor/units/store.c supervisor/base/paths.c init/fmt.c init/io.c
 * Links: init/log.c init/text.c
 */
#include "supervisor/units/store.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <sys/mount.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))
#define ALWAYS      ((unsigned long)(MS_NOSUID | MS_NODEV))

static void test_good(void)
{
	static const struct {
		const char *text;
		unsigned long flags;
		const char *data;
	} rows[] = {
		{"", 0, ""},
		{"defaults", 0, ""},
		{"ro,noexec", MS_RDONLY | MS_NOEXEC, ""},
		{"ro,rw", 0, ""},
		{"noexec,exec", 0, ""},
		{"noatime", MS_NOATIME, ""},
		{"noatime,relatime", MS_RELATIME, ""},
		{"strictatime,noatime", MS_NOATIME, ""},
		{"nodiratime,lazytime,sync,dirsync",
			MS_NODIRATIME | MS_LAZYTIME | MS_SYNCHRONOUS |
				MS_DIRSYNC,
			""},
		{"sync,async", 0, ""},
		{"bind", MS_BIND, ""},
		{"rbind,ro", MS_BIND | MS_REC | MS_RDONLY, ""},
		{"nosuid,nodev,_netdev,auto,x-systemd.growfs", 0, ""},
		{"commit=30,,ro,data=journal", MS_RDONLY,
			"commit=30,data=journal"},
		{"lowerdir=/a:/b", 0, "lowerdir=/a:/b"},
		{"read", 0, "read"},
		{"r", 0, "r"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char data[STORE_DATA_MAX] = "old";
		unsigned long flags = 1;
		const char *why = NULL;
		int rc = store_options(rows[i].text, &flags, data, &why);

		ok(rc == 0 && flags == (rows[i].flags | ALWAYS) &&
				strcmp(data, rows[i].data) == 0,
			"<%s>: 0x%lx <%s>", rows[i].text, flags, data);
	}
}

static void test_refused(void)
{
	static const char *const rows[] = {"dev", "suid", "ro,suid", "remount",
		"loop", "nofail", "noauto", "user"};
	char data[STORE_DATA_MAX], text[STORE_DATA_MAX + 8];
	unsigned long flags = 7;
	const char *why;

	for (size_t i = 0; i < COUNT(rows); i++) {
		why = NULL;
		ok(store_options(rows[i], &flags, data, &why) == -EINVAL &&
				why && flags == 7,
			"%s is refused: %s", rows[i], why ? why : "");
	}
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 0;
	is_int(store_options(text, &flags, data, &why), -EINVAL, "too long");
	text[STORE_DATA_MAX - 1] = 0;
	is_int(store_options(text, &flags, data, &why), 0, "as long as may be");
}

int main(void)
{
	test_good();
	test_refused();
	return done_testing();
}
