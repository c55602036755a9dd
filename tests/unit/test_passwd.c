/* SPDX-License-Identifier: MIT */
/*
 * Users and groups, from good and bad files.
 * Links: supervisor/base/passwd.c supervisor/base/utf8.c init/fmt.c init/io.c
 * Links: init/log.c
 */
#include "supervisor/base/passwd.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "\n"
			     "# a comment\n"
			     "broken\n"
			     "halt:x:abc:0::/:\n"
			     "big:x:4294967295:1::/:\n"
			     "web:x:33:34:Web:/var/www:/bin/false\n"
			     "rel:x:40:41::home:/bin/sh\n"
			     "bad:x:42:42::/a\xff:/bin/sh\n"
			     "last:x:50:51::/last";
static const char group[] = "root:x:0:\n"
			    "adm:x:4:web,root\n"
			    "www:x:34:web\n"
			    "video:x:44:a,web,b\n"
			    "near:x:45:webb,we\n"
			    "x:x:nan:web\n"
			    "audio:x:63:b,last";

static int find(const char *user, const char *g, struct passwd_user *u)
{
	const char *why = NULL;

	memset(u, 0xaa, sizeof(*u));
	return passwd_parse(passwd, group, user, g, u, &why);
}

static void test_users(void)
{
	struct passwd_user u;

	is_int(find("web", NULL, &u), 0, "a name");
	is_int(u.uid, 33, "its uid");
	is_int(u.gid, 34, "its primary group");
	is_str(u.home, "/var/www", "its home");
	is_int(u.group_count, 2, "groups that list it, but the primary one");
	is_int(u.groups[0], 4, "the first");
	is_int(u.groups[1], 44, "the second");
	is_int(find("33", NULL, &u), 0, "a number of the file");
	is_str(u.name, "web", "has its name");
	is_int(u.group_count, 2, "and its groups");
	is_int(find("1000", NULL, &u), 0, "a number not of the file");
	is_int(u.uid, 1000, "is that number");
	is_int(u.gid, 0, "with group 0");
	is_str(u.home, "/", "at home in /");
	is_int(find("last", NULL, &u), 0, "a last line without newline");
	is_str(u.home, "/last", "has all its fields");
	is_int(u.group_count, 1, "in the last group, too");
}

static void test_groups(void)
{
	struct passwd_user u;

	is_int(find("web", "video", &u), 0, "a group by name");
	is_int(u.gid, 44, "is its number");
	is_int(u.group_count, 0, "with it, no supplementary groups");
	is_int(find("web", "7", &u), 0, "a group by number");
	is_int(u.gid, 7, "is that number");
	is_int(find("web", "nope", &u), -ENOENT, "an unknown group");
}

static void test_refusals(void)
{
	struct passwd_user u;

	is_int(find("nope", NULL, &u), -ENOENT, "an unknown name");
	is_int(find("", NULL, &u), -ENOENT, "no name");
	is_int(find("we", NULL, &u), -ENOENT, "the start of a name");
	is_int(find("broken", NULL, &u), -ENOENT, "a line without fields");
	is_int(find("halt", NULL, &u), -ENOENT, "a uid that is no number");
	is_int(find("big", NULL, &u), -ENOENT, "a uid that means none");
	is_int(find("4294967295", NULL, &u), -ENOENT, "that number, too");
	is_int(find("-1", NULL, &u), -ENOENT, "a negative number");
	is_int(find("99999999999999999999", NULL, &u), -ENOENT, "a long one");
	is_int(find("rel", NULL, &u), 0, "a relative home");
	is_str(u.home, "/", "is none");
	is_int(find("bad", NULL, &u), 0, "a home that is not UTF-8");
	is_str(u.home, "/", "is none");
	ok(u.uid == 42 && u.gid == 42, "the rest of that line holds");
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fputs(text, f);
		fclose(f);
	}
}

/* Links are resolved inside the root; nothing but a regular file is read. */
static void test_files(void)
{
	char dir[] = "/tmp/tcr-passwd-XXXXXX";
	struct passwd_user u;

	if (!mkdtemp(dir) || chdir(dir) < 0 || mkdir("r", 0755) < 0 ||
		mkdir("r/etc", 0755) < 0 || mkdir("r/usr", 0755) < 0) {
		ok(false, "a folder to test in");
		return;
	}
	write_file("r/usr/passwd", "in:x:5:6::/in:\n");
	write_file("passwd", "out:x:7:8::/out:\n");
	ok(symlink("/usr/passwd", "r/etc/passwd") == 0, "an absolute link");
	is_int(passwd_find("r", "in", NULL, &u), 0, "stays inside the root");
	is_int(u.uid, 5, "and gives its user");
	(void)unlink("r/etc/passwd");
	ok(symlink("../../passwd", "r/etc/passwd") == 0, "a link upwards");
	is_int(passwd_find("r", "out", NULL, &u), -ENOENT, "does not get out");
	(void)unlink("r/etc/passwd");
	ok(mkfifo("r/etc/passwd", 0666) == 0, "a FIFO");
	ok(passwd_find("r", "in", NULL, &u) < 0, "is refused, not waited for");
	(void)unlink("r/etc/passwd");
	write_file("r/etc/passwd", "");
	ok(truncate("r/etc/passwd", PASSWD_FILE_MAX + 1) == 0, "a huge file");
	ok(passwd_find("r", "in", NULL, &u) < 0, "is refused");
	(void)unlink("r/etc/passwd");
	is_int(passwd_find("r", "12", NULL, &u), 0, "a number needs no file");
	is_int(passwd_find("r", "12", "13", &u), 0, "nor does a group");
	is_int(u.gid, 13, "which is that one");
	(void)unlink("r/usr/passwd");
	(void)unlink("passwd");
	ok(rmdir("r/etc") == 0 && rmdir("r/usr") == 0 && rmdir("r") == 0 &&
			chdir("/") == 0 && rmdir(dir) == 0,
		"nothing is left");
}

int main(void)
{
	test_users();
	test_groups();
	test_refusals();
	test_files();
	return done_testing();
}
