/* SPDX-License-Identifier: MIT */
/*
 * Single values of unit files.
 * Links: supervisor/units/text/value.c net/address.c init/fmt.c
 * Links: supervisor/base/signals.c init/text.c
 */
#include "supervisor/units/text/value.h"

#include "net/address.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

#define BAD         (-1)

static void test_index(void)
{
	static const char *const words[] = {"no", "always", "on", NULL};

	ok(value_index(words, "no") == 0, "no is the first");
	ok(value_index(words, "on") == 2, "on is the third");
	ok(value_index(words, "On") < 0, "On is none");
	ok(value_index(words, "") < 0, "nor is the empty word");
}

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
		{"1.5G", 1610612736},
		{"0.5k", 512},
		{"1.5", 1},
		{"128mb", 134217728},
		{"128MiB", 134217728},
		{"1kI", 1024},
		{"1bb", BAD},
		{"1ib", BAD},
		{"1.m", BAD},
		{".5m", BAD},
		{"1.5.5m", BAD},
		{"1.1234567m", BAD},
		{"1m b", BAD},
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
		{"-1", BAD},
		{"1 k", BAD},
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
		int64_t value = value_duration(rows[i].text);

		is_int(value < 0 ? BAD : value, rows[i].want, rows[i].text);
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
	char ip[ADDRESS_TEXT_MAX] = "any";
	struct net_port port;
	const char *why = NULL;

	if (value_publish(text, &port, &why) < 0)
		return why ? "bad" : "bad without a reason";
	if (port.family)
		(void)address_write(&port.host_ip, ip);
	snprintf(got, sizeof(got), "%s:%u:%u+%u/%u", ip, port.host_port,
		port.to_port, port.count, port.protocol);
	return got;
}

static void test_publish(void)
{
	static const char *const rows[][2] = {
		{"8080:80", "any:8080:80+1/6"},
		{"8080:80/tcp", "any:8080:80+1/6"},
		{"53:53/udp", "any:53:53+1/17"},
		{"53:53/UDP", "any:53:53+1/17"},
		{"127.0.0.1:8080:80", "127.0.0.1:8080:80+1/6"},
		{"8000-8010:9000-9010", "any:8000:9000+11/6"},
		{"1-65535:1-65535", "any:1:1+65535/6"},
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
		{"[2001:db8::1]:8080:80", "2001:db8::1:8080:80+1/6"},
		{"[::]:53:53/udp", ":::53:53+1/17"},
		{"[10.0.0.1]:80:80", "bad"},
		{"[2001:db8::1:80:80", "bad"},
		{"2001:db8::1:80:80", "bad"},
		{"[]:80:80", "bad"},
		{"80:80/sctp", "any:80:80+1/132"},
		{"80:80/sctpx", "bad"},
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

int main(void)
{
	test_index();
	test_bool();
	test_size();
	test_duration();
	test_signal();
	test_publish();
	test_cidr();
	return done_testing();
}
