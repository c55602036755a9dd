/* SPDX-License-Identifier: MIT */
/*
 * Single values of unit files, volumes, and the kernel's ip=.
 * Links: supervisor/value.c supervisor/volume.c supervisor/ipparam.c
 * Links: supervisor/nearest.c init/fmt.c
 */
#include "supervisor/ipparam.h"
#include "supervisor/nearest.h"
#include "supervisor/value.h"
#include "supervisor/volume.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

#define BAD         (-1)

static void test_bool(void)
{
	static const struct {
		const char *text;
		int want;
	} rows[] = {
		{"yes", 1},
		{"Yes", 1},
		{"y", 1},
		{"true", 1},
		{"t", 1},
		{"1", 1},
		{"ON", 1},
		{"no", 0},
		{"n", 0},
		{"false", 0},
		{"F", 0},
		{"0", 0},
		{"off", 0},
		{"ture", BAD},
		{"", BAD},
		{"2", BAD},
		{"yes ", BAD},
		{"enabled", BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		bool value = false;
		int rc = value_bool(rows[i].text, &value);

		is_int(rc < 0 ? BAD : value, rows[i].want, rows[i].text);
	}
}

static void test_size(void)
{
	static const struct {
		const char *text;
		long long want;
	} rows[] = {
		{"0", 0},
		{"1", 1},
		{"10b", 10},
		{"1k", 1024},
		{"1K", 1024},
		{"64m", 67108864},
		{"2G", 2147483648},
		{"1t", 1099511627776},
		{"", BAD},
		{"m", BAD},
		{"1x", BAD},
		{"1kb", BAD},
		{"-1", BAD},
		{"1 k", BAD},
		{"1.5g", BAD},
		{"99999999999999999999", BAD},
		{"17179869184g", BAD},
		{"10%", BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t value = 0;
		int rc = value_size(rows[i].text, &value);

		is_int(rc < 0 ? BAD : (long long)value, rows[i].want,
			rows[i].text);
	}
}

static void test_duration(void)
{
	static const struct {
		const char *text;
		long long want;
	} rows[] = {
		{"0", 0},
		{"5", 5000},
		{"5s", 5000},
		{"5 s", 5000},
		{"100ms", 100},
		{"1500 msec", 1500},
		{"1us", 1},
		{"1500us", 2},
		{"3\xc2\xb5s", 1},
		{"2.5s", 2500},
		{"0.25", 250},
		{"1.5min", 90000},
		{"1h 30min", 5400000},
		{"1h2m3s", 3723000},
		{"2 hours", 7200000},
		{"1d", 86400000},
		{"1w", 604800000},
		{"1M", 2629800000},
		{"1month", 2629800000},
		{"1y", 31557600000},
		{" 5 ", 5000},
		{"1s1s", 2000},
		{"infinity", INT64_MAX},
		{"", BAD},
		{"s", BAD},
		{"-1", BAD},
		{"5x", BAD},
		{"1..5", BAD},
		{"1.", BAD},
		{".5", BAD},
		{"1,5", BAD},
		{"5 S", BAD},
		{"infinity 1", BAD},
		{"18446744073709551616", BAD},
		{"600000y", BAD},
		{"584542y 584542y", BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t value = 0;
		int rc = value_duration(rows[i].text, &value);

		is_int(rc < 0 ? BAD : value, rows[i].want, rows[i].text);
	}
}

static void test_signal(void)
{
	static const struct {
		const char *text;
		int want;
	} rows[] = {
		{"SIGTERM", 15},
		{"TERM", 15},
		{"sigterm", 15},
		{"15", 15},
		{"SIGHUP", 1},
		{"QUIT", 3},
		{"SIGWINCH", 28},
		{"1", 1},
		{"64", 64},
		{"SIGRTMIN", 34},
		{"SIGRTMIN+3", 37},
		{"RTMIN+30", 64},
		{"SIGRTMAX", 64},
		{"SIGRTMAX-1", 63},
		{"0", BAD},
		{"65", BAD},
		{"-1", BAD},
		{"SIGFOO", BAD},
		{"", BAD},
		{"SIG", BAD},
		{"SIGRTMIN+31", BAD},
		{"SIGRTMIN-1", BAD},
		{"SIGRTMIN+", BAD},
		{"15x", BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int value = 0;
		int rc = value_signal(rows[i].text, &value);

		is_int(rc < 0 ? BAD : value, rows[i].want, rows[i].text);
	}
}

static const char *show_port(const char *text)
{
	static char got[128];
	char ip[INET_ADDRSTRLEN];
	struct net_port port;
	const char *why = NULL;

	if (value_publish(text, &port, &why) < 0)
		return why ? "bad" : "bad without a reason";
	inet_ntop(AF_INET, &port.host_ip, ip, sizeof(ip));
	snprintf(got, sizeof(got), "%s:%u:%u+%u/%u", ip, port.host_port,
		port.to_port, port.count, port.protocol);
	return got;
}

static void test_publish(void)
{
	static const char *const rows[][2] = {
		{"8080:80", "0.0.0.0:8080:80+1/6"},
		{"8080:80/tcp", "0.0.0.0:8080:80+1/6"},
		{"53:53/udp", "0.0.0.0:53:53+1/17"},
		{"53:53/UDP", "0.0.0.0:53:53+1/17"},
		{"127.0.0.1:8080:80", "127.0.0.1:8080:80+1/6"},
		{"8000-8010:9000-9010", "0.0.0.0:8000:9000+11/6"},
		{"1-65535:1-65535", "0.0.0.0:1:1+65535/6"},
		{"80", "bad"},
		{":80", "bad"},
		{"127.0.0.1::80", "bad"},
		{"0:80", "bad"},
		{"80:0", "bad"},
		{"65536:80", "bad"},
		{"80:65536", "bad"},
		{"80-90:80-91", "bad"},
		{"90-80:90-80", "bad"},
		{"80-90:80", "bad"},
		{"80:80/sctp", "bad"},
		{"80:80/", "bad"},
		{"80:80/tcpx", "bad"},
		{"[::1]:80:80", "bad"},
		{"localhost:80:80", "bad"},
		{"1.2.3:80:80", "bad"},
		{"1.2.3.4.5.6.7.8:80:80", "bad"},
		{"80:", "bad"},
		{"", "bad"},
		{"/tcp", "bad"},
		{"a:b", "bad"},
		{"80 :80", "bad"},
		{"80:80 ", "bad"},
		{"80-:80-", "bad"},
		{":1:2:3:4", "bad"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show_port(rows[i][0]), rows[i][1], rows[i][0]);
}

static void test_cidr(void)
{
	static const struct {
		const char *text;
		int want;
	} rows[] = {
		{"10.0.0.5/24", 24},
		{"10.0.0.5/32", 32},
		{"10.0.0.5/1", 1},
		{"10.0.0.5", BAD},
		{"10.0.0.5/", BAD},
		{"10.0.0.5/0", BAD},
		{"10.0.0.5/33", BAD},
		{"10.0.0/24", BAD},
		{"/24", BAD},
		{"", BAD},
		{"10.0.0.5/24/24", BAD},
		{"010.0.0.5/8", BAD},
		{"10.0.0.5/-1", BAD},
		{"123.123.123.1234/24", BAD},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct in_addr address;
		uint8_t prefix = 0;
		int rc = value_cidr(rows[i].text, &address, &prefix);

		is_int(rc < 0 ? BAD : prefix, rows[i].want, rows[i].text);
	}
}

static const char *show_volume(const char *text)
{
	static const char dir[] = "/etc/tcr/conf.d";
	static char got[PATH_MAX * 3];
	struct unit_volume volume;
	const char *why = NULL;

	if (volume_parse(text, dir, sizeof(dir) - 1, &volume, &why) < 0)
		return why ? "bad" : "bad without a reason";
	snprintf(got, sizeof(got), "%s %s %s%s", volume.source,
		volume.destination, volume.options ? volume.options : "-",
		volume.named ? " named" : "");
	volume_done(&volume);
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
		{"data:/d", "/var/lib/tcr/volumes/data /d - named"},
		{"my.data-1_x:/d:ro",
			"/var/lib/tcr/volumes/my.data-1_x /d ro named"},
		{"/run/tcr/public:/run/tcr:ro", "/run/tcr/public /run/tcr ro"},
		{"/run/tcrx:/x", "/run/tcrx /x -"},
		{"/proc:/host/proc:ro", "/proc /host/proc ro"},
		{"/run/tcr/public:/run/tcr", "bad"},
		{"/run/tcr/public/status:/s:ro", "bad"},
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
		{"x.volume:/d", "bad"},
		{":/d", "bad"},
		{"/a:", "bad"},
		{"/a:b", "bad"},
		{"/a:/", "bad"},
		{"/a:/x/..", "bad"},
		{"/a:/proc/sys", "bad"},
		{"/a:/b:U", "bad"},
		{"/a:/b:ro:rw", "bad"},
		{"/a:/b:ro=1", "bad"},
		{"/a:/b:shared", "bad"},
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

	if (volume_parse_tmpfs(text, &tmpfs, &why) < 0)
		return why ? "bad" : "bad without a reason";
	snprintf(got, sizeof(got), "%s %s", tmpfs.destination,
		tmpfs.options ? tmpfs.options : "-");
	volume_done_tmpfs(&tmpfs);
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

static const char *show_ip(const char *cmdline)
{
	static char got[200];
	char address[INET_ADDRSTRLEN], gateway[INET_ADDRSTRLEN];
	struct ipparam p;
	const char *why = NULL;
	int rc = ipparam_read(cmdline, &p, &why);

	if (rc < 0)
		snprintf(got, sizeof(got), "bad %s%s", p.uplink.name,
			why ? "" : " without a reason");
	if (rc <= 0)
		return rc < 0 ? got : "none";
	inet_ntop(AF_INET, &p.uplink.address, address, sizeof(address));
	inet_ntop(AF_INET, &p.uplink.gateway, gateway, sizeof(gateway));
	if (p.uplink.dhcp)
		snprintf(got, sizeof(got), "%s dhcp", p.uplink.name);
	else
		snprintf(got, sizeof(got), "%s %s/%u %s %zu", p.uplink.name,
			address, p.uplink.prefix, gateway, p.dns_count);
	return got;
}

static void test_ipparam(void)
{
	static const char *const rows[][2] = {
		{"", "none"},
		{"quiet zip=dhcp skip=1", "none"},
		{"ip=", "none"},
		{"ip=off", "none"},
		{"ip=none", "none"},
		{"ip=dhcp", "eth0 dhcp"},
		{"quiet ip=on\n", "eth0 dhcp"},
		{"ip=off ip=dhcp", "eth0 dhcp"},
		{"ip=::::host:eth1:dhcp", "eth1 dhcp"},
		{"ip=:::::eth1:dhcp:9.9.9.9", "eth1 dhcp"},
		{"ip=10.0.2.15::10.0.2.2:255.255.255.0:h:eth1:off",
			"eth1 10.0.2.15/24 10.0.2.2 0"},
		{"ip=10.0.2.15::10.0.2.2:255.255.255.0:h::none:9.9.9.9:8.8.8.8",
			"eth0 10.0.2.15/24 10.0.2.2 2"},
		{"ip=10.0.2.15", "eth0 10.0.2.15/8 0.0.0.0 0"},
		{"ip=172.16.0.1:", "eth0 172.16.0.1/16 0.0.0.0 0"},
		{"ip=192.168.1.1:", "eth0 192.168.1.1/24 0.0.0.0 0"},
		{"ip=bootp", "bad eth0"},
		{"ip=10.0.2:", "bad eth0"},
		{"ip=10.0.2.15:::255.0.255.0", "bad eth0"},
		{"ip=10.0.2.15:::0.0.0.0", "bad eth0"},
		{"ip=10.0.2.15::x", "bad eth0"},
		{"ip=10.0.2.15:::::eth1:off:x", "bad eth1"},
		{"ip=:::::eth1", "bad eth1"},
		{"ip=:::::../x:dhcp", "bad eth0"},
		{"ip=:::::abcdefghijklmnop:dhcp", "bad eth0"},
		{"ip=:::::..:dhcp", "bad eth0"},
		{"ip=[fe80::1]::::::", "bad eth0"},
		{"ip=1:2:3:4:5:6:7:8:9:10:11", "bad eth0"},
		{"ip=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"bad eth0"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show_ip(rows[i][0]), rows[i][1], rows[i][0]);
}

static void test_nearest(void)
{
	static const char *const rows[][2] = {
		{"Memroy", "Memory"},
		{"Memry", "Memory"},
		{"volume", "Volume"},
		{"Tmpf", "Tmpfs"},
		{"VolumeX", "Volume"},
		{"Environmnetfile", "EnvironmentFile"},
		{"Foo", NULL},
		{"X", NULL},
		{"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
		 "abcdefghijabcdefghij",
			NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct nearest n = nearest_begin(rows[i][0]);

		nearest_try_words(&n, "Memory Volume Tmpfs Health* "
				      "EnvironmentFile");
		is_str(nearest_end(&n), rows[i][1], rows[i][0]);
	}
}

int main(void)
{
	test_bool();
	test_size();
	test_duration();
	test_signal();
	test_publish();
	test_cidr();
	test_volume();
	test_tmpfs();
	test_lengths();
	test_ipparam();
	test_nearest();
	return done_testing();
}
