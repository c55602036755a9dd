/* SPDX-License-Identifier: MIT */
/*
 * Which files are units: directories, names, whatever else may lie there.
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

#include <sys/wait.h>
#include <time.h>

static void test_search(void)
{
	clear();
	put("etc/a.container", C "User=1\n");
	put("run/a.container", C "User=2\n");
	put("etc/b.container", C);
	ok(symlink("/dev/null", at("run/b.container")) == 0, "a mask in /run");
	put("etc/.hidden.container", C);
	put("etc/README", "text");
	put("etc/x.kube", "text");
	load("");
	is_str(conf.units[conf_find(&conf, "a")].conf.user, "2",
		"the first directory wins");
	is_str(bad("b"), "masked (a link to /dev/null)",
		"masked in the first directory");
	is_str(captured,
		"warning etc/README: not a unit file, ignored (names end "
		"in .container, .pod, .network, .volume, .image, .timer, "
		".uplink)\n"
		"note run/b.container: masked\n"
		"error etc/x.kube: unit type .kube is not supported\n",
		"what is no unit is told");
}

static void test_names(void)
{
	char name[128];

	clear();
	put("etc/my app.container", C);
	put("etc/a.b.container", C);
	put("etc/a..b.container", C);
	put("etc/lan.network.container", C);
	put("etc/t@.container", C);
	put("etc/-x.container", C);
	put("etc/tcrd.container", C);
	put("etc/tcr0.container", C);
	put("etc/tcr-dns.container", C);
	put("etc/lo.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/eth0.100.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/abcdefghijklmnop.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/same.container", C);
	put("etc/same.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/Web.container", C);
	put("etc/web.container", C);
	snprintf(name, sizeof(name), "etc/%064d.container", 0);
	put(name, C);
	put("etc/.container", C);
	load("");
	is_str(bad("my?app"),
		"etc/my app.container: bad unit name (a name is letters, "
		"digits, '-', '_' and single dots between them, the first one "
		"a letter or digit)",
		"a blank");
	is_str(bad("a.b"), NULL, "dots are part of a name");
	is_int(conf_find(&conf, "a.b"), conf_find(&conf, "a.b.service"),
		"it is found by it");
	is_str(bad("lan.network"),
		"etc/lan.network.container: bad unit name (the name ends as "
		"that of another kind of unit)",
		"but no suffix of another kind");
	ok(bad("a..b") && bad("-x") && bad("abcdefghijklmno") &&
			bad("000000000000000000000000000000000000000000000000"
			    "000000000000000"),
		"dots, dashes, lengths");
	is_int(conf_find(&conf, "t@"), -1, "a template is no unit");
	ok(bad("tcrd") && bad("tcr0.container") && bad("tcr-dns.container") &&
			bad("lo"),
		"names of tcr's own");
	is_str(bad("eth0.100"), NULL, "an interface may have a dot");
	is_str(bad("same.container"), NULL, "the first one of a name is good");
	is_str(bad("same.uplink"), NULL, "and so is another kind of it");
	ok(bad("web") && !bad("Web"), "whatever the case: DNS has none");
}

static void test_hostile_files(void)
{
	char *big = malloc(1 << 20);

	clear();
	memset(big, '#', (1 << 20) - 1);
	big[(1 << 20) - 1] = 0;
	put("etc/big.container", big);
	free(big);
	ok(mkfifo(at("etc/fifo.container"), 0600) == 0 &&
			mkdir(at("etc/dir.container"), 0755) == 0 &&
			symlink("/dev/zero", at("etc/zero.container")) == 0 &&
			symlink("nowhere", at("etc/gone.container")) == 0 &&
			symlink("loop.container", at("etc/loop.container")) ==
				0,
		"what is no file");
	put("etc/open.container", C);
	chmod(at("etc/open.container"), 0666);
	load("");
	is_str(bad("big"), "etc/big.container: larger than 256 KiB", "1 MiB");
	is_str(bad("fifo"), "etc/fifo.container: not a regular file",
		"a FIFO does not block");
	is_str(bad("dir"), "etc/dir.container: not a regular file",
		"a directory");
	is_str(bad("zero"), "etc/zero.container: not a regular file",
		"a device");
	is_str(bad("gone"), "etc/gone.container: No such file or directory",
		"a link to nowhere");
	ok(bad("loop") != NULL, "a link to itself");
	is_str(bad("open"), "etc/open.container: writable by others than root",
		"a file that anyone can write");
}

/* As a user whom nothing is readable for. */
static void test_unreadable(void)
{
	pid_t pid;
	int status = 1;

	clear();
	put("etc/a.container", C);
	put("etc/b.container", C);
	if (geteuid() != 0) {
		ok(true, "unreadable files # SKIP needs root");
		return;
	}
	chmod(base, 0755);
	chmod(at("etc/a.container"), 0600);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		const char *why;
		int failed_before = tap.bad;

		if (setresuid(65534, 65534, 65534) < 0)
			_exit(2);
		load("");
		why = bad("a");
		_exit(!(tap.bad == failed_before && why && !bad("b") &&
			strstr(why, "Permission denied")));
	}
	waitpid(pid, &status, 0);
	is_int(status, 0, "an unreadable file is a bad unit");
}

static void test_many(void)
{
	struct timespec a, b;
	double ms;

	clear();
	for (int i = 0; i < 1005; i++) {
		char name[64], text[512];

		snprintf(name, sizeof(name), "etc/u%04d.container", i);
		snprintf(text, sizeof(text),
			"[Unit]\nDescription=Unit %d\nAfter=u%04d\n"
			"Wants=u%04d\n"
			"[Container]\nImage=web:1\nNetwork=%s\n"
			"Exec=serve --port %d\nEnvironment=A=1 B=2\n"
			"Volume=data:/data\nReadOnly=yes\n"
			"[Service]\nRestart=on-failure\n"
			"[Install]\nWantedBy=multi-user.target\n",
			i, i ? i - 1 : 1004, (i * 7 + 1) % 1004,
			i < 200 ? "bridge" : "none", i);
		put(name, text);
	}
	clock_gettime(CLOCK_MONOTONIC, &a);
	load("");
	clock_gettime(CLOCK_MONOTONIC, &b);
	ms = (double)(b.tv_sec - a.tv_sec) * 1e3 +
	     (double)(b.tv_nsec - a.tv_nsec) / 1e6;
	is_int((long long)conf.count, CONF_UNITS_MAX + 3, "1,000 units");
	ok(strstr(captured, "u1004.container: not loaded (more than 1000 "
			    "units)") != NULL,
		"the others are told");
	ok(ms < 3000, "in less than 3 s with sanitizers (%.0f ms)", ms);
}

int main(void)
{
	if (!begin())
		return 1;
	test_search();
	test_names();
	test_hostile_files();
	test_unreadable();
	test_many();
	return end();
}
