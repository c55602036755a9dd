/* SPDX-License-Identifier: MIT */
/*
 * What may be mounted into a container, and what not.
 * Links: supervisor/base/paths.c init/io.c
 * Links: supervisor/base/signals.c supervisor/units/volume.c
 * Links: supervisor/units/text/value.c net/address.c init/fmt.c init/text.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/units/volume.h"

#include "supervisor/base/arena.h"
#include "tests/unit/tap.h"

#include <errno.h>

/* The texts of what is parsed. */
static struct arena arena;

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static const char *show_volume(const char *text)
{
	static const char dir[] = "/etc/tcr/conf.d";
	static char got[PATH_MAX * 3];
	struct unit_volume volume;
	const char *why = NULL;

	if (volume_parse(text, dir, sizeof(dir) - 1, &arena, &volume, &why) <
		0) {
		arena_done(&arena);
		return why ? "bad" : "bad without a reason";
	}
	snprintf(got, sizeof(got), "%s %s %s%s%s%s", volume.source,
		volume.destination, volume.options ? volume.options : "-",
		volume.named ? " named" : "", volume.copy ? " copy" : "",
		volume.store ? " unit" : "");
	arena_done(&arena);
	return got;
}

static void test_volume(void)
{
	static const char *const rows[][2] = {
		{"/a:/b", "/a /b -"},
		{"/a:/b:ro", "/a /b ro"},
		{"/a:/b:ro,Z,noexec,rbind", "/a /b ro,noexec"},
		{"//a/./b/../c/:/x//y/", "/a/c /x/y -"},
		{"./x:/b", "/etc/tcr/conf.d/x /b -"},
		{"../x:/b", "/etc/tcr/x /b -"},
		{"data:/d", "/var/lib/tcr/volumes/data /d - named copy"},
		{"my.data-1_x:/d:ro",
			"/var/lib/tcr/volumes/my.data-1_x /d ro named copy"},
		{"/run/tcr/public:/run/tcr:ro", "/run/tcr/public /run/tcr ro"},
		{"/run/tcrx:/x", "/run/tcrx /x -"},
		{"/var/lib/tcr:/x:ro", "/var/lib/tcr /x ro"},
		{"/var/lib/tcr/images:/x", "/var/lib/tcr/images /x -"},
		{"/var/lib/tcr/conf.dx:/x", "/var/lib/tcr/conf.dx /x -"},
		{"/proc:/host/proc:ro", "/proc /host/proc ro"},
		{"/run/tcr/public:/run/tcr", "bad"},
		{"/run/tcr/public/status:/s:ro", "bad"},
		{"/run/tcr/public:/run/tcr:ro,U", "bad"},
		{"/var/run/tcr/public/:/run/tcr:ro,O", "bad"},
		{"/var/lib/tcr/conf.d:/x", "bad"},
		{"/var/lib/tcr/conf.d/web.container.d:/x", "bad"},
		{"/var/lib/tcr/tcr.conf:/x", "bad"},
		{"/var/lib/tcr/tcr.conf.d:/x", "bad"},
		{"/var/lib/tcr:/x", "bad"},
		{"/var/lib/tcr/../:/x", "bad"},
		{"/var:/x", "bad"},
		{"/run/tcr/status:/s:ro", "bad"},
		{"/run/tcr:/t:ro", "bad"},
		{"/run/tcr/:/t", "bad"},
		{"/run/./tcr/control:/t", "bad"},
		{"/run/x/../tcr/units:/t", "bad"},
		{"/var/run/tcr/control:/t", "bad"},
		{"../../../run/tcr/control:/t", "bad"},
		{"/run:/r", "bad"},
		{"/var/run:/r", "bad"},
		{"/:/r", "bad"},
		{"/..:/r", "bad"},
		{"/proc/self/root/run:/r", "bad"},
		{"/proc/1/root:/r", "bad"},
		{"/data", "bad"},
		{"x.volume:/d", "x.volume /d - unit"},
		{"x@.volume:/d:ro", "x@.volume /d ro unit"},
		{"x/y.volume:/d", "bad"},
		{"data:/d:nocopy", "/var/lib/tcr/volumes/data /d - named"},
		{":/d", "bad"},
		{"/a:", "bad"},
		{"/a:b", "bad"},
		{"/a:/", "bad"},
		{"/a:/x/..", "bad"},
		{"/a:/proc/sys", "bad"},
		{"/a:/b:U,O", "bad"},
		{"/a:/b:ro:rw", "bad"},
		{"/a:/b:ro=1", "bad"},
		{"/a:/b:shared", "/a /b -"},
		{"/a:/b:suid", "bad"},
		{"a b:/d", "bad"},
		{"a/b:/d", "bad"},
		{"%n:/d", "bad"},
		{"~:/d", "bad"},
		{"", "bad"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show_volume(rows[i][0]), rows[i][1], rows[i][0]);
}

static const char *show_tmpfs(const char *text)
{
	static char got[PATH_MAX * 2];
	struct unit_tmpfs tmpfs;
	const char *why = NULL;

	if (volume_parse_tmpfs(text, &arena, &tmpfs, &why) < 0) {
		arena_done(&arena);
		return why ? "bad" : "bad without a reason";
	}
	snprintf(got, sizeof(got), "%s %s", tmpfs.destination,
		tmpfs.options ? tmpfs.options : "-");
	arena_done(&arena);
	return got;
}

static void test_tmpfs(void)
{
	static const char *const rows[][2] = {
		{"/tmp", "/tmp -"},
		{"/tmp/", "/tmp -"},
		{"/tmp:", "/tmp -"},
		{"/tmp:size=64m", "/tmp size=67108864"},
		{"/tmp:ro,size=1k,mode=1777,nodev",
			"/tmp ro,size=1024,mode=1777"},
		{"/tmp:uid=1000,gid=1000", "/tmp uid=1000,gid=1000"},
		{"tmp", "bad"},
		{"/", "bad"},
		{"/proc/x", "bad"},
		{"/tmp:size=0", "bad"},
		{"/tmp:size", "bad"},
		{"/tmp:size=", "bad"},
		{"/tmp:size=1,foo", "bad"},
		{"/tmp:mode=rwx", "bad"},
		{"/tmp:dev", "bad"},
		{"/tmp:mode=11111111111111111111111111", "bad"},
		{"", "bad"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show_tmpfs(rows[i][0]), rows[i][1], rows[i][0]);
}

/* Paths and options as long as they may be, and longer. */
static void test_lengths(void)
{
	char text[3 * PATH_MAX] = "/";
	char out[PATH_MAX];
	bool all = true;

	for (size_t n = 1; n < 2 * PATH_MAX; n++) {
		int rc;

		text[n] = n % 100 ? 'a' : '/';
		rc = volume_path(text, n + 1, NULL, 0, out);
		all &= n + 1 < PATH_MAX ? rc == 0 && strlen(out) <= n + 1
					: rc <= 0;
		if (n > PATH_MAX + 1)
			all &= rc == -ENAMETOOLONG;
	}
	ok(all, "paths of every length");
	strcpy(text, "/a:/b:ro");
	for (size_t i = 0; i < 200; i++)
		strcat(text, ",ro");
	is_str(show_volume(text), "bad", "too many options");
	memset(text, 'a', 4000);
	strcpy(text + 4000, ":/b");
	is_str(show_volume(text), "bad", "a name of 4,000 letters");
}

int main(void)
{
	test_volume();
	test_tmpfs();
	test_lengths();
	return done_testing();
}
