/* SPDX-License-Identifier: MIT */
/*
 * The waiting room keeps the order, whatever comes and goes.
 * Links: net/dns/wait.c net/dns/packet.c net/dns/wire.c
 */
#include "net/dns/wait.h"
#include "tests/unit/tap.h"

static struct dns_wait room;

/* The n-th query: a name of a length of its own, the number as its id. */
static struct dns_query query(unsigned n)
{
	struct dns_query q = {
		.id = (uint16_t)n, .name_len = (uint8_t)(n * 37 % 255 + 1)};

	memset(q.name, (int)('a' + n % 26), q.name_len);
	return q;
}

static bool add(unsigned n)
{
	struct dns_client client = {.port = (in_port_t)n};
	struct dns_query q = query(n);

	return dns_wait_add(&room, &q, &client, n) != NULL;
}

static bool intact(const struct dns_waiting *e)
{
	struct dns_query q, want = query((unsigned)e->arrived_ms);

	dns_wait_query(e, &q);
	return q.id == want.id && q.name_len == want.name_len &&
	       !memcmp(q.name, want.name, q.name_len) &&
	       e->client.port == want.id && e->hash == dns_packet_hash(&want);
}

static void test_fill(void)
{
	unsigned count = 0, n = 0;
	struct dns_waiting *e;

	ok(dns_wait_first(&room) == NULL, "at first no one waits");
	while (add(count))
		count++;
	ok(count > 400, "%u queries of all lengths find room", count);
	is_int((long long)room.count, count, "they are counted");
	for (e = dns_wait_first(&room); e; e = dns_wait_next(&room, e), n++)
		if (e->arrived_ms != n || !intact(e))
			ok(false, "the %u-th is what it was", n);
	is_int(n, count, "each is met once, in order, as it was");
	while ((e = dns_wait_first(&room))) {
		dns_wait_drop(&room, e);
		dns_wait_trim(&room);
	}
	is_int((long long)room.used, 0, "all room is given back");
}

static bool add_of(uint8_t address)
{
	struct dns_client client = {.port = 1};
	struct dns_query q = query(20);

	client.address.s6_addr[15] = address;
	return dns_wait_add(&room, &q, &client, 0) != NULL;
}

/* However many fill it, there is room for who has none yet. */
static void test_shares(void)
{
	unsigned first = 0, others = 0, clients = 0;
	struct dns_waiting *e;

	while (add_of(0))
		first++;
	for (uint8_t client = 1; client < 4; client++) {
		ok(add_of(client), "client %d finds room", client);
		while (add_of(client))
			others++;
	}
	ok(others < first, "the first have %u, then %u", first, others);
	ok(!add_of(0), "who had his share gets no more");
	for (uint8_t client = 9; client < 99; client++)
		clients += add_of(client);
	ok(clients >= 1, "and others after them do: %u", clients);
	while ((e = dns_wait_first(&room))) {
		dns_wait_drop(&room, e);
		dns_wait_trim(&room);
	}
}

/* Against a list of numbers that does the same. */
static void test_churn(void)
{
	static unsigned model[8192];
	unsigned have = 0, next = 0, seed = 1, refused = 0;
	bool same = true;

	for (unsigned turn = 0; turn < 200000 && same; turn++) {
		seed = seed * 1103515245 + 12345;
		if ((seed >> 16) % 5 < 3) {
			if (add(next))
				model[have++] = next;
			else
				refused++;
			next = (next + 1) % 60000;
		} else if (have) {
			unsigned pick = (seed >> 8) % (have < 8 ? have : 8);
			struct dns_waiting *e = dns_wait_first(&room);

			for (unsigned i = 0; i < pick && e; i++)
				e = dns_wait_next(&room, e);
			same = e && e->arrived_ms == model[pick] && intact(e);
			if (!same)
				break;
			dns_wait_drop(&room, e);
			if (turn % 3 == 0)
				dns_wait_trim(&room);
			have--;
			memmove(model + pick, model + pick + 1,
				(have - pick) * sizeof(*model));
		}
		same = room.count == have;
	}
	ok(same, "200000 turns leave the same as in a list");
	ok(refused > 100, "the room was full %u times", refused);
}

int main(void)
{
	test_fill();
	test_shares();
	test_churn();
	return done_testing();
}
