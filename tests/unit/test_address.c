/* SPDX-License-Identifier: MIT */
/*
 * Addresses of both families as text, and as members of subnets.
 * Links: net/address.c init/fmt.c
 */
#include "net/address.h"

#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *again(const char *text)
{
	static char out[ADDRESS_TEXT_MAX];
	struct in6_addr a;

	return address_read(text, &a) < 0 ? "bad" : address_write(&a, out);
}

/* RFC 5952, section 4, and what it is silent on. */
static void test_text(void)
{
	static const char *const rows[][2] = {
		{"192.0.2.1", "192.0.2.1"},
		{"0.0.0.0", "0.0.0.0"},
		{"255.255.255.255", "255.255.255.255"},
		{"::", "::"},
		{"::1", "::1"},
		{"1::", "1::"},
		{"2001:0db8:0:0:0:0:0:0001", "2001:db8::1"},
		{"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
		{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
		{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
		{"FE80::ABCD", "fe80::abcd"},
		{"0:1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"},
		{"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
		{"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
		{"1111:2222:3333:4444:5555:6666:7777:8888",
			"1111:2222:3333:4444:5555:6666:7777:8888"},
		{"::ffff:192.0.2.1", "192.0.2.1"},
		{"192.0.2", "bad"},
		{"192.0.2.256", "bad"},
		{"1:2:3:4:5:6:7", "bad"},
		{"1::2::3", "bad"},
		{"fe80::1%eth0", "bad"},
		{"fe80::1%3", "bad"},
		{"fe80:3::1", "bad"},
		{" ::1", "bad"},
		{"", "bad"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_str(again(rows[i][0]), rows[i][1], rows[i][0]);
}

/* RFC 4007, 11: the zone is an interface's index. */
static void test_zones(void)
{
	static const char *const good[] = {"fe80::1%3", "fe80::abcd:1%65535",
		"febf::1%1", "2001:db8::1", "192.0.2.1", "fe80::1"};
	static const char *const bad[] = {"fe80::1%", "fe80::1%0",
		"fe80::1%65536", "fe80::1%99999999999999999999", "fe80::1%-1",
		"fe80::1%3x", "fe80::1%3%4", "fe80:3::1%3", "2001:db8::1%3",
		"192.0.2.1%3", "%3", "::1%1"};
	struct sockaddr_storage socket;
	struct sockaddr_in6 in6;
	char out[ADDRESS_TEXT_MAX];
	struct in6_addr a, b;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		is_str(address_read_zoned(good[i], &a) == 0
				? address_write(&a, out)
				: "bad",
			good[i], good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(address_read_zoned(bad[i], &a), -EINVAL, bad[i]);
	(void)address_read_zoned("fe80::1%3", &a);
	(void)address_read_zoned("fe80::1%4", &b);
	ok(!address_is(&a, &b), "on another link it is another");
	ok(address_is_unicast(&a), "with its link it is one host's");
	(void)address_socket(&a, 53, &socket);
	memcpy(&in6, &socket, sizeof(in6));
	is_int(in6.sin6_scope_id, 3, "a socket is told of the link");
	is_int(in6.sin6_addr.s6_addr[3], 0, "beside the address");
	(void)address_read("fe80::1", &a);
	ok(!address_is_unicast(&a), "without it is not");
	ok(!address_set_zone(&a, 65536), "an index may be too large");
	(void)address_read("2001:db8::1", &a);
	ok(!address_set_zone(&a, 3), "other addresses have no zone");
}

/* Whatever the address, the text is the C library's. */
static void test_random(void)
{
	char want[INET6_ADDRSTRLEN], got[ADDRESS_TEXT_MAX];
	struct in6_addr a;
	bool same = true;

	srand(1);
	for (int i = 0; i < 20000 && same; i++) {
		for (int j = 0; j < 16; j += 2) {
			int r = rand();

			a.s6_addr[j] = r & 0x300 ? 0 : (uint8_t)(r >> 16);
			a.s6_addr[j + 1] = r & 0x100 ? 0 : (uint8_t)r;
		}
		a.s6_addr[0] |= 0x20; /* glibc writes ::a.b.c.d as such */
		if (address_zone(&a))
			continue; /* that it does not write */
		(void)inet_ntop(AF_INET6, &a, want, sizeof(want));
		(void)address_write(&a, got);
		same = strcmp(want, got) == 0;
		if (!same)
			printf("# %s is written %s\n", want, got);
	}
	ok(same, "20000 addresses are written as inet_ntop() writes them");
}

static const char *subnet(const char *text, unsigned prefix)
{
	static char out[ADDRESS_TEXT_MAX];
	struct in6_addr a;

	(void)address_read(text, &a);
	a = address_subnet(&a, prefix);
	return address_write(&a, out);
}

static bool in(const char *text, const char *of, unsigned prefix)
{
	struct in6_addr a, b;

	(void)address_read(text, &a);
	(void)address_read(of, &b);
	return address_in(&a, &b, prefix);
}

static void test_subnets(void)
{
	is_str(subnet("10.90.7.9", 24), "10.90.7.0", "24 bits of IPv4");
	is_str(subnet("10.90.7.9", 21), "10.90.0.0", "21");
	is_str(subnet("10.90.7.9", 32), "10.90.7.9", "all");
	is_str(subnet("10.90.7.9", 0), "0.0.0.0", "none");
	is_str(subnet("fd00:1:2:3::9", 48), "fd00:1:2::", "48 bits of IPv6");
	is_str(subnet("fd00:1:2:ff::9", 57), "fd00:1:2:80::", "57");
	is_str(subnet("fd00::9", 128), "fd00::9", "all");
	is_str(subnet("fd00::9", 0), "::", "none");
	ok(in("10.90.0.9", "10.90.0.1", 24), "one is in the other's subnet");
	ok(!in("10.90.1.9", "10.90.0.1", 24), "or not");
	ok(in("fd00:1::9", "fd00:1::", 64), "of IPv6 too");
	ok(!in("fd00:2::9", "fd00:1::", 64), "or not");
	ok(!in("10.90.0.9", "fd00:1::", 0), "families do not mix");
}

static bool unicast(const char *text)
{
	struct in6_addr a;

	(void)address_read(text, &a);
	return address_is_unicast(&a);
}

static void test_kinds(void)
{
	ok(unicast("192.0.2.1") && unicast("2001:db8::1") && unicast("fd00::1"),
		"hosts have these");
	ok(!unicast("0.0.0.0") && !unicast("::"), "nobody's");
	ok(!unicast("224.0.0.1") && !unicast("ff02::1") &&
			!unicast("255.255.255.255"),
		"groups'");
	ok(!unicast("fe80::1"), "of a link alone");
}

static void test_sockets(void)
{
	struct sockaddr_storage s;
	struct in6_addr a, b;

	(void)address_read("192.0.2.1", &a);
	is_int((long long)address_socket(&a, 53, &s),
		sizeof(struct sockaddr_in), "IPv4 has a socket of its own");
	is_int(s.ss_family, AF_INET, "of its family");
	b = address_of_socket(&s);
	ok(address_is(&a, &b), "and is read from it");
	(void)address_read("2001:db8::1", &a);
	is_int((long long)address_socket(&a, 53, &s),
		sizeof(struct sockaddr_in6), "so has IPv6");
	is_int(s.ss_family, AF_INET6, "of its family");
	is_int(ntohs(((struct sockaddr_in6 *)&s)->sin6_port), 53, "the port");
	b = address_of_socket(&s);
	ok(address_is(&a, &b), "and is read from it");
}

int main(void)
{
	test_text();
	test_zones();
	test_random();
	test_subnets();
	test_kinds();
	test_sockets();
	return done_testing();
}
