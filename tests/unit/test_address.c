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
		{" ::1", "bad"},
		{"", "bad"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_str(again(rows[i][0]), rows[i][1], rows[i][0]);
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
	test_random();
	test_subnets();
	test_kinds();
	test_sockets();
	return done_testing();
}
