/* SPDX-License-Identifier: MIT */
/*
 * Dependencies between unit files: every relation, further names, targets.
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
#include "tests/unit/conf_edges.h"

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#define U "[Container]\nImage=a\nNetwork=none\n[Unit]\n"

static bool wanted(const char *name)
{
	int i = conf_find(&conf, name);

	return i >= 0 && conf.units[i].conf.wanted;
}

static void test_relations(void)
{
	static const struct {
		const char *key, *edges;
	} cases[] = {
		{"After", "b after"},
		{"Requires", "b require pull"},
		{"Wants", "b pull"},
		{"BindsTo", "b require pull bind"},
		{"PartOf", "b part"},
		{"Requisite", "b require present"},
		{"Upholds", "b pull uphold"},
		{"Conflicts", "b conflict"},
		{"OnFailure", "b on-failure"},
		{"OnSuccess", "b on-success"},
	};
	char text[128];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		clear();
		snprintf(
			text, sizeof(text), U "%s=b.container\n", cases[i].key);
		put("etc/a.container", text);
		put("etc/b.container", U);
		load("");
		is_str(edges("a"), cases[i].edges, cases[i].key);
		is_str(captured, "", "nothing to say");
	}
	is_str(edges("b"), "", "and nothing the other way round");
	clear();
	put("etc/a.container", U "Conflicts=b\nAfter=b\nOnFailure=b\n");
	put("etc/b.container", U "Before=a\n");
	load("");
	is_str(edges("a"), "b after conflict on-failure", "edges add up");
	is_str(edges("b"), "a conflict", "Conflicts= holds both ways");
}

static void test_install(void)
{
	clear();
	put("etc/a.container",
		U "[Install]\nWantedBy=b\nRequiredBy=c.service\nUpheldBy=d\n");
	put("etc/b.container", U);
	put("etc/c.container", U);
	put("etc/d.container", U);
	load("");
	is_str(edges("b"), "a pull", "WantedBy= is Wants= in the other one");
	is_str(edges("c"), "a require pull", "RequiredBy= is Requires=");
	is_str(edges("d"), "a pull uphold", "UpheldBy= is Upholds=");
	ok(!wanted("a"), "which is not at boot");
	put("etc/a.container", U "[Install]\nRequiredBy=basic.target\n");
	load("");
	ok(wanted("a"), "RequiredBy= a target is at boot");
	put("etc/a.container", U "[Install]\nWantedBy=basic.target\nWantedBy=");
	load("");
	ok(!wanted("a"), "an empty one takes it back");
	put("etc/a.container", U "[Install]\nWantedBy=shutdown.target\nAlso=b");
	load("");
	is_str(captured,
		"warning etc/a.container:6: WantedBy=shutdown.target has no "
		"effect\n"
		"warning etc/a.container:7: Also= has no effect (WantedBy= "
		"alone enables a unit)\n",
		"and what means nothing is told");
}

static void test_names(void)
{
	clear();
	put("etc/a.container", U "[Install]\nAlias=x.service y.container z\n");
	put("etc/b.container", U "After=x\nWants=y.service\nBindsTo=z\n");
	put("etc/c.container",
		"[Container]\nImage=a\nNetwork=none\nServiceName=front\n");
	put("etc/d.container", U "After=front.service\n");
	load("");
	is_str(edges("b"), "a after require pull bind", "all names of a unit");
	is_str(edges("d"), "c after", "ServiceName= is one too");
	ok(conf_find(&conf, "y.service") == conf_find(&conf, "a"),
		"they are found");
	is_str(captured, "", "nothing to say");
	put("etc/d.container", U "[Install]\nAlias=c\n");
	load("");
	ok(bad("d") && strstr(bad("d"), "the name c is taken by"),
		"a name that another one has refuses the unit");
	put("etc/d.container", U "[Install]\nAlias=front\n");
	load("");
	ok(bad("d") || bad("c"), "also if it is a further name there");
}

static void test_unknown(void)
{
	clear();
	put("etc/database.container", U);
	put("etc/a.container",
		U "After=databse.service\nRequires=databaze\n"
		  "BindsTo=foo.socket\nRequisite=bar.mount\nWants=x.service\n");
	load("");
	is_str(captured,
		"warning etc/a.container:5: After=databse.service is unknown, "
		"ignored (did you mean 'database.service'?)\n"
		"error etc/a.container:6: Requires=databaze is unknown (did "
		"you mean 'database'?)\n"
		"error etc/a.container:7: BindsTo=foo.socket is unknown "
		"(PublishPort= is open while the unit runs)\n"
		"error etc/a.container:8: Requisite=bar.mount is unknown "
		"(mount it by Device= of a .volume file; what /etc/fstab has "
		"is there before)\n"
		"warning etc/a.container:9: Wants=x.service is unknown, "
		"ignored\n",
		"unknown names are told, with what they may mean");
	put("etc/a.container", U "Conflicts=database\nWants=database\n");
	load("");
	ok(bad("a") && strstr(bad("a"), "exclude each other"),
		"a unit cannot exclude what it pulls in");
}

static void test_targets(void)
{
	clear();
	put("etc/a.container", U "After=network.target\n[Install]\n"
				 "WantedBy=multi-user.target\n");
	load("");
	is_int((long long)conf.count, 1, "a target that nothing makes is past");
	put("etc/b.container", U "Before=network.target\n");
	load("");
	is_str(edges("a"), "network.target after", "one that something makes");
	is_str(edges("network.target"), "b after", "comes after that");
	ok(wanted("network.target"), "and is reached at boot");
	put("etc/c.container", U "After=default.target\n[Install]\n"
				 "WantedBy=multi-user.target\n");
	put("etc/d.container", U "After=c\n[Install]\n"
				 "WantedBy=multi-user.target\n");
	load("");
	is_str(edges("c"), "multi-user.target after", "after the boot");
	is_str(edges("multi-user.target"), "a after",
		"which does not wait for who waits for it");
	is_str(captured, "", "nothing to say");
	clear();
	put("etc/a.container", U "After=network-online.target\n"
				 "Wants=network-online.target\n");
	load("");
	is_int((long long)conf.count, 1,
		"without uplinks the network is there");
	put("etc/eth0.uplink", "[Uplink]\nDHCP=yes\n");
	load("");
	is_str(edges("network-online.target"), "eth0.uplink after",
		"with one it comes after that");
	is_str(edges("a"), "network-online.target after pull", "and the unit");
	put("etc/eth0.uplink",
		"[Unit]\nAfter=a.container\n[Uplink]\nDHCP=yes\n");
	load("");
	is_str(edges("network-online.target"), "",
		"not after an uplink that waits for it");
	put("etc/a.container",
		U "After=time-sync.target\nBefore=time-sync.target\n");
	load("");
	ok(bad("a") && strstr(bad("a"), "dependency cycle"),
		"a cycle over a target is one");
	is_str(bad("time-sync.target"), NULL, "not the target's fault");
}

/* A target of a file starts what has WantedBy= of it, and is up after that. */
static void test_own_target(void)
{
	int web, app;

	clear();
	put("etc/app.target", "[Unit]\nWants=db.container\n[Install]\n"
			      "WantedBy=multi-user.target\n");
	put("etc/web.container",
		"[Container]\nImage=a\n[Install]\nWantedBy=app.target\n");
	put("etc/db.container", "[Container]\nImage=a\n");
	put("etc/network.target", "[Unit]\nDescription=x\n");
	put("etc/bad.target", "[Service]\nRestart=always\n");
	load("");
	web = conf_find(&conf, "web");
	app = conf_find(&conf, "app.target");
	ok(app >= 0 && !conf.units[app].bad && conf.units[app].conf.wanted,
		"a target of a file is started at boot");
	ok(!conf.units[web].conf.wanted, "what it wants is not by itself");
	for (size_t i = 0; i < conf.units[app].edge_count; i++) {
		const struct unit_edge *e = &conf.units[app].edges[i];

		ok(e->pull && e->after, "it starts %s and is up after that",
			conf.units[e->on].name);
	}
	is_int((long long)conf.units[app].edge_count, 2, "which are two");
	ok(bad("network.target") && strstr(bad("network.target"), "tcr's own"),
		"one that is built in has no file");
	ok(bad("bad.target") != NULL, "a target has no [Service]");
}

int main(void)
{
	if (!begin())
		return 1;
	test_relations();
	test_install();
	test_names();
	test_unknown();
	test_targets();
	test_own_target();
	return end();
}
