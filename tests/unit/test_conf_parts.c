/* SPDX-License-Identifier: MIT */
/*
 * Units of more than one file: drop-ins, templates, and what was good before.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c net/address.c
 * Links: init/fmt.c init/log.c init/io.c init/text.c
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
	return unit(name)->conf.user;
}

static const char *words(const struct strv *list)
{
	static char text[512];

	text[0] = 0;
	for (size_t i = 0; i < list->n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			"%s<%s>", i ? " " : "", list->v[i]);
	return text;
}

static void dir(const char *name)
{
	mkdir(at(name), 0755);
}

static void test_dropins(void)
{
	clear();
	put("etc/web.container", C "User=1\nEnvironment=A=1\n");
	dir("etc/web.container.d");
	dir("run/web.container.d");
	dir("etc/container.d");
	put("etc/web.container.d/20-b.conf",
		"[Container]\nUser=3\nEnvironment=B=2\n");
	put("etc/web.container.d/10-a.conf", "[Container]\nUser=2\n");
	put("etc/web.container.d/README", "nonsense");
	load("");
	is_str(user("web"), "3", "the last drop-in counts");
	is_str(words(&unit("web")->conf.environment), "<A=1> <B=2>",
		"lists add up");
	is_int((long long)unit("web")->dropins.n, 2, "two of them");
	is_str(captured, "", "no word about a key that both have");
	put("run/web.container.d/20-b.conf", "[Container]\nUser=4\n");
	put("etc/container.d/20-b.conf", "[Container]\nUser=5\n");
	put("etc/container.d/30-all.conf",
		"[Container]\nEnvironment=\nEnvironment=C=3\n");
	load("");
	is_str(user("web"), "4", "of one name /run counts, then the narrower");
	is_str(words(&unit("web")->conf.environment), "<C=3>",
		"an empty one clears what another file has");
	put("etc/container.d/40-bad.conf", "[Container]\n\nUser=a b\n");
	load("");
	is_str(bad("web"),
		"etc/container.d/40-bad.conf:3: bad value User=a b (NAME or "
		"number, optionally :GROUP)",
		"a bad one refuses the unit, and is named");
}

static void test_prefixes(void)
{
	clear();
	put("etc/app-web-1@.container", C);
	ok(symlink("app-web-1@.container", at("etc/app-web-1@x.container")) ==
			0,
		"an instance");
	dir("etc/app-.container.d");
	dir("etc/app-web-.container.d");
	dir("etc/app-web-1@.container.d");
	dir("etc/app-web-1@x.container.d");
	dir("etc/app-web-1-.container.d");
	put("etc/app-.container.d/1.conf", "[Container]\nExec=app- %i\n");
	put("etc/app-web-.container.d/2.conf", "[Container]\nUser=2\n");
	put("etc/app-web-1@.container.d/3.conf", "[Container]\nUser=3\n");
	put("etc/app-web-1@x.container.d/2.conf", "[Container]\nUser=4\n");
	put("etc/app-web-1-.container.d/9.conf", "[Container]\nUser=9\n");
	load("");
	is_str(user("app-web-1@x"), "3", "by the file's name, all of them");
	is_str(words(&unit("app-web-1@x")->conf.exec), "<app-> <x>",
		"with the instance's name");
	is_int((long long)unit("app-web-1@x")->dropins.n, 3,
		"of equal names the narrowest");
}

static void test_templates(void)
{
	clear();
	put("etc/t@.container",
		C "Exec=%p %i %n\n[Install]\nDefaultInstance=main\n"
		  "WantedBy=multi-user.target\n");
	put("etc/a.container", C "[Unit]\nWants=t@2.container t@3 u@1.service\n"
				 "After=t@4.service\n");
	put("etc/u@.container", C "[Unit]\nAfter=v@%i.container\n");
	put("etc/v@.container", C);
	load("");
	is_str(captured, "", "nothing is wrong");
	is_str(words(&unit("t@main")->conf.exec),
		"<t> <main> <t@main.container>", "the default instance");
	ok(unit("t@main")->conf.wanted, "it is wanted as the template says");
	ok(unit("t@2")->path && unit("t@3")->path && unit("t@4")->path,
		"instances that another unit names");
	ok(unit("u@1")->path && unit("v@1")->path, "and what those name");
	is_str(unit("t@2")->conf.hostname, "t-2", "a host name has no @");
	is_int(conf_find(&conf, "t@"), -1, "the template is no unit");
	put("etc/b.container", C "[Unit]\nRequires=w@1.container\n");
	put("etc/u@.container", C "Bad=%i\n");
	load("");
	is_str(bad("b"),
		"etc/b.container:4: Requires=w@1.container is an instance "
		"without a template",
		"one without template");
	is_str(bad("u@1"),
		"etc/u@.container:3: unknown key 'Bad' in [Container]",
		"a bad template");
}

static void test_subdirs(void)
{
	clear();
	dir("etc/apps");
	dir("etc/apps/more");
	dir("etc/apps.d");
	put("etc/apps/web.container", C);
	put("etc/apps/more/db.container", C);
	put("etc/apps.d/no.container", C);
	load("");
	ok(unit("web")->path && unit("db")->path, "folders below count");
	is_int(conf_find(&conf, "no"), -1, "but not NAME.d");
}

static void reload(void)
{
	char run[128], etc[128], saved[128];
	const char *const dirs[] = {run, etc, NULL};
	const struct gather_source source = {
		.dirs = dirs, .cmdline = "", .saved = saved};

	snprintf(run, sizeof(run), "%s/run", base);
	snprintf(etc, sizeof(etc), "%s/etc", base);
	snprintf(saved, sizeof(saved), "%s/saved", base);
	mkdir(saved, 0755);
	conf_done(&conf);
	captured[0] = 0;
	is_int(load_all(&conf, &source), 0, "loads");
	for (size_t i = 0; i < conf.count; i++) {
		char path[300];

		snprintf(path, sizeof(path), "saved/%s", conf.units[i].name);
		mkdir(at(path), 0755);
	}
	saved_write(&conf, saved);
}

static void test_stale(void)
{
	char started[512];

	clear();
	put("etc/web.container", C "User=1\nPublishPort=80:80\n");
	put("etc/db.container", C "User=1\n");
	reload();
	put("etc/web.container", C "User=2\nReadOnly=ture\n");
	put("etc/db.container", C "User=2\n");
	put("etc/new.container", C "User=a b\n");
	reload();
	is_str(user("web"), "1", "a bad file leaves what was good");
	ok(unit("web")->stale && strstr(unit("web")->stale, "ReadOnly=ture"),
		"and says so");
	is_str(user("db"), "2", "a good one counts");
	ok(unit("new")->bad && !unit("new")->stale, "a new one that is bad is");
	reload();
	is_str(user("web"), "1", "still, a load later");
	put("etc/web.container", C "User=2\nPublishPort=80:80\n");
	put("etc/zzz.container", C "PublishPort=80:80\n");
	reload();
	is_str(user("web"), "2", "mended");
	ok(!unit("web")->stale && unit("zzz")->bad, "the port stays its own");
	put("etc/db.container", C "[Unit]\nAfter=web\n");
	reload();
	put("etc/web.container", C "User=3\n[Unit]\nAfter=db\n");
	reload();
	ok(!unit("db")->bad && !unit("web")->bad && unit("web")->stale,
		"a cycle breaks what is new: %s", unit("web")->stale);
	put("etc/web.container", C "User=4\n");
	snprintf(started, sizeof(started), "%s", at("saved/web/started"));
	ok(link(at("saved/web/unit"), started) == 0, "it was started");
	reload();
	ok(unit("web")->changed && !unit("db")->changed,
		"what changed since it was started is known");
}

int main(void)
{
	if (!begin())
		return 1;
	test_dropins();
	test_prefixes();
	test_templates();
	test_subdirs();
	test_stale();
	return end();
}
