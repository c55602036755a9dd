/* SPDX-License-Identifier: MIT */
/*
 * What a unit is read from when some of its files are bad.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c
 * Links: supervisor/life/reason.c net/address.c init/fmt.c init/log.c init/io.c
 * Links: init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "tests/unit/conf_dir.h"

#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/unit_file.h"

static const struct unit_file *unit(const char *name)
{
	static const struct unit_file none;
	int i = conf_find(&conf, name);

	return i < 0 ? &none : &conf.units[i];
}

static const char *user(const char *name)
{
	const struct unit_file *u = unit(name);

	return u->bad ? "bad" : u->conf.user ? u->conf.user : "none";
}

/* Loads run, data, etc and usr, as tcrd does; saved: while the device runs. */
static void read_all(bool saved)
{
	char paths[5][128];
	const char *const dirs[] = {
		paths[0], paths[1], paths[2], paths[3], NULL};
	const char *const names[] = {"run", "data", "etc", "usr", "saved"};
	const struct gather_source source = {.dirs = dirs,
		.cmdline = "",
		.saved = paths[4],
		.fallback = true};

	for (int i = 0; i < 5; i++)
		snprintf(paths[i], sizeof(paths[i]), "%s/%s", base, names[i]);
	if (!saved)
		nftw(paths[4], forget, 16, FTW_DEPTH | FTW_PHYS);
	mkdir(paths[4], 0755);
	conf_done(&conf);
	captured[0] = 0;
	is_int(load_all(&conf, &source), 0, "loads");
	for (size_t i = 0; i < conf.count; i++) {
		char path[300];

		snprintf(path, sizeof(path), "saved/%s", conf.units[i].name);
		mkdir(at(path), 0755);
	}
	saved_write(&conf, paths[4]);
}

static void begin_with(const char *usr)
{
	clear();
	mkdir(at("data"), 0755);
	mkdir(at("usr"), 0755);
	put("usr/web.container", usr);
}

static void drop_in(const char *dir, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/web.container.d", dir);
	mkdir(at(path), 0755);
	snprintf(path, sizeof(path), "%s/web.container.d/1.conf", dir);
	put(path, text);
}

#define USER(n) C "User=" n "\n"
#define ADD(n)  "[Container]\nUser=" n "\n"
#define BAD     C "Nonsense=1\n"

static void test_boot(void)
{
	begin_with(USER("1"));
	put("data/web.container", BAD);
	read_all(false);
	is_str(user("web"), "1", "a bad copy: the firmware's");
	ok(unit("web")->fallback &&
			strstr(unit("web")->fallback, "data/web.container:3: "),
		"and why: %s", unit("web")->fallback);
	ok(!strstr(unit("web")->path, "data"),
		"its files are those that count");
	put("data/web.container", USER("2"));
	drop_in("data", "Nonsense");
	read_all(false);
	is_str(user("web"), "1", "a bad drop-in takes its directory along");
	put("etc/web.container", USER("3"));
	drop_in("etc", ADD("4"));
	read_all(false);
	is_str(user("web"), "4", "the next directory keeps its own drop-in");
	put("etc/web.container", BAD);
	read_all(false);
	is_str(user("web"), "1", "or is left out as well");
	put("usr/web.container", BAD);
	read_all(false);
	is_str(user("web"), "bad", "with nothing good it is bad");
	ok(strstr(unit("web")->bad, "data/web.container.d") &&
			!unit("web")->fallback,
		"for what its files as they are say: %s", unit("web")->bad);
}

static void test_single(void)
{
	begin_with(USER("1"));
	drop_in("run", "Nonsense");
	drop_in("data", ADD("2"));
	read_all(false);
	is_str(user("web"), "2", "a bad drop-in of /run leaves the others");
	unlink(at("run/web.container.d/1.conf"));
	put("data/new.container", BAD);
	read_all(false);
	ok(unit("new")->bad && !unit("new")->fallback,
		"what only one directory has is bad");
	is_int(symlink("/dev/null", at("run/web.container")), 0, "a mask");
	read_all(false);
	ok(unit("web")->masked && !unit("web")->fallback, "masked is not bad");
	unlink(at("run/web.container"));
	begin_with(USER("1"));
	put("usr/app@.container", USER("5"));
	put("data/app@.container", BAD);
	put("usr/web.container", USER("1") "[Unit]\nWants=app@x.container\n");
	read_all(false);
	is_str(user("app@x"), "5", "an instance: of the lower template");
}

/* What one unit says of another. */
static void test_others(void)
{
	begin_with(USER("1") "PublishPort=80:80\n");
	put("data/aaa.container", C "PublishPort=80:80\n");
	read_all(false);
	ok(!unit("web")->bad && unit("aaa")->bad,
		"a port of the firmware's unit is not taken from it");
	put("usr/aaa.container", USER("2"));
	read_all(false);
	is_str(user("aaa"), "2", "who wants it is as the firmware has it");
	begin_with(USER("1") "[Unit]\nAfter=app.container\n");
	put("usr/app.container", USER("2"));
	put("data/app.container", USER("3") "[Unit]\nAfter=web.container\n");
	read_all(false);
	is_str(user("app"), "2", "an override closes a cycle: it yields");
	is_str(user("web"), "1", "and its victim is good");
	ok(!unit("web")->fallback, "with all that it had");
	begin_with(USER("1") "[Install]\nAlias=db\n");
	put("data/db.container", USER("2"));
	read_all(false);
	ok(!unit("web")->bad, "a name is not taken from the firmware's");
	begin_with(USER("1") "[Unit]\nRequires=app.container\n");
	put("data/app.container", BAD);
	read_all(false);
	ok(!unit("web")->bad && unit("app")->bad,
		"who requires one that is bad is good, and waits in vain");
}

static void test_running(void)
{
	begin_with(USER("1"));
	put("data/web.container", USER("2"));
	read_all(false);
	put("data/web.container", BAD);
	read_all(true);
	is_str(user("web"), "2", "while it runs it stays what it was");
	ok(unit("web")->stale && !unit("web")->fallback, "that is stale");
	read_all(false);
	ok(unit("web")->fallback && !unit("web")->stale,
		"after a boot it is the firmware's");
	read_all(true);
	ok(unit("web")->fallback && !unit("web")->stale,
		"and so it stays when all is read again");
	put("data/web.container", USER("3"));
	read_all(true);
	is_str(user("web"), "3", "mended, it counts");
	put("data/aaa.container", C "PublishPort=80:80\n");
	put("data/web.container", USER("3") "PublishPort=81:80\n");
	read_all(true);
	put("data/aaa.container", C "PublishPort=80-81:80-81\n");
	read_all(true);
	ok(!unit("web")->bad && !unit("web")->stale && unit("aaa")->stale,
		"what changed yields to what did not");
}

int main(void)
{
	if (!begin())
		return 1;
	test_boot();
	test_single();
	test_others();
	test_running();
	return end();
}
