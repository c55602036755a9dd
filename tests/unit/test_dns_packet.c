/* SPDX-License-Identifier: MIT */
/*
 * What is taken for a query, what for its reply, and what is built.
 * Links: net/dns/packet.c net/dns/reply.c net/dns/wire.c net/address.c
 * Links: init/fmt.c
 */
#include "net/dns/packet.h"
#include "net/dns/reply.h"

#include "net/address.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>

static uint8_t buf[2048];
static struct dns_query q;

/* A header with one question for \3www\7example\0, type A, class IN. */
#define WWW                         "\3www\7example"
#define HEAD(flags, qd, an, ns, ar) "\x12\x34" flags qd an ns ar
#define ONE                         "\0\1"
#define NONE                        "\0\0"
#define PLAIN                                                                  \
	HEAD("\1\0", ONE, NONE, NONE, NONE)                                    \
	WWW "\0\0\1\0\1"
#define WITH_OPT                                                               \
	HEAD("\1\0", ONE, NONE, NONE, ONE)                                     \
	WWW "\0\0\1\0\1"
#define READ(text)                                                             \
	dns_packet_read((const uint8_t *)(text), sizeof(text) - 1, &q)

static void test_read(void)
{
	is_int(READ(PLAIN), DNS_NOERROR, "an ordinary query is read");
	is_int(q.id, 0x1234, "its id");
	is_int(q.type, DNS_TYPE_A, "its type");
	is_int(q.labels, 2, "its labels are counted");
	is_int(q.name_len, 13, "its name has this length");
	is_int(q.limit_bytes, 512, "without EDNS it takes 512 bytes");
	is_int(READ(HEAD("\1\0", ONE, NONE, NONE, NONE) "\0\0\2\0\1"),
		DNS_NOERROR, "the root is a name");
	is_int(READ("\x12\x34\1\0\0\1\0\0\0\0\0"), -EBADMSG,
		"less than a header is nothing");
	is_int(READ(HEAD("\x81\0", ONE, NONE, NONE, NONE) WWW "\0\0\1\0\1"),
		-EBADMSG, "a reply is nothing");
	is_int(READ(HEAD("\x29\0", ONE, NONE, NONE, NONE) WWW "\0\0\1\0\1"),
		DNS_NOTIMP, "an update is not implemented");
	is_int(READ(HEAD("\3\0", ONE, NONE, NONE, NONE) WWW "\0\0\1\0\1"),
		DNS_FORMERR, "a query cannot be cut");
	is_int(READ(HEAD("\1\0", NONE, NONE, NONE, NONE)), DNS_FORMERR,
		"no question");
	is_int(READ(HEAD("\1\0", "\0\2", NONE, NONE, NONE) WWW "\0\0\1\0\1" WWW
							       "\0\0\1\0\1"),
		DNS_FORMERR, "two questions");
	is_int(READ(HEAD("\1\0", ONE, ONE, NONE, NONE) WWW "\0\0\1\0\1"),
		DNS_FORMERR, "an answer in a query");
	is_int(READ(PLAIN "x"), DNS_FORMERR, "bytes behind the question");
	is_int(READ(HEAD("\1\0", ONE, NONE, NONE, NONE) WWW "\0\0\1\0"),
		DNS_FORMERR, "a question that ends early");
	is_int(q.name_len, 0, "is not given back");
	is_int(READ(HEAD("\1\0", ONE, NONE, NONE, NONE) "\3ww"), DNS_FORMERR,
		"a label that ends early");
	is_int(READ(HEAD("\1\0", ONE, NONE, NONE, NONE) "\xc0\x0c\0\1\0\1"),
		DNS_FORMERR, "a question that points to itself");
	is_int(READ(HEAD("\1\0", ONE, NONE, NONE, NONE) "\x40x\0\0\1\0\1"),
		DNS_FORMERR, "a label of an unknown kind");
}

static void test_edns(void)
{
	is_int(READ(WITH_OPT "\0\0\x29\x10\0\0\0\x80\0\0\0"), DNS_NOERROR,
		"EDNS is read");
	ok(q.edns && q.dnssec, "and its DO bit");
	is_int(q.limit_bytes, DNS_UDP_MAX, "a size too large is lowered");
	is_int(READ(WITH_OPT "\0\0\x29\0\x10\0\0\0\0\0\0"), DNS_NOERROR,
		"a size too small is fine");
	is_int(q.limit_bytes, 512, "and means 512");
	is_int(READ(WITH_OPT "\0\0\x29\4\0\0\0\0\0\0\7\0\x0a\0\3abc"),
		DNS_NOERROR, "options are skipped");
	is_int(READ(WITH_OPT "\0\0\x29\4\0\0\0\0\0\0\7\0\x0a\0\4abc"),
		DNS_FORMERR, "an option that is longer than all of them");
	is_int(READ(WITH_OPT "\0\0\x29\4\0\0\0\0\0\0\6\0\x0a\0\3abc"),
		DNS_FORMERR, "options that end within one");
	is_int(READ(WITH_OPT "\0\0\x29\4\0\0\1\0\0\0\0"), DNS_BADVERS,
		"a version to come");
	is_int(READ(WITH_OPT "\1x\0\0\x29\4\0\0\0\0\0\0\0"), DNS_FORMERR,
		"an OPT that has a name");
	is_int(READ(WITH_OPT "\0\0\x01\4\0\0\0\0\0\0\0"), DNS_FORMERR,
		"something else than OPT");
}

/* A name of so many bytes on the wire, in labels of 63 and less. */
static size_t long_query(uint8_t *msg, size_t name_len)
{
	size_t at = DNS_HEADER_LEN, left = name_len - 1;

	memcpy(msg, "\0\1\1\0\0\1\0\0\0\0\0\0", DNS_HEADER_LEN);
	while (left) {
		size_t label = left > 64 ? 63 : left - 1;

		if (left - label - 1 == 1)
			label--; /* one byte more has to be a label too */
		msg[at++] = (uint8_t)label;
		memset(msg + at, 'a', label);
		at += label;
		left -= label + 1;
	}
	memcpy(msg + at, "\0\0\1\0\1", 5);
	return at + 5;
}

static void test_lengths(void)
{
	is_int(dns_packet_read(buf, long_query(buf, 255), &q), DNS_NOERROR,
		"a name of 255 bytes is one");
	is_int(q.name_len, 255, "and whole");
	is_int((long long)dns_packet_forward(
		       buf, &q, &(struct dns_mark){.cases = ~0u}),
		12 + 255 + 4, "and goes on");
	is_int(dns_packet_read(buf, long_query(buf, 256), &q), DNS_FORMERR,
		"one of 256 is not");
}

static struct dns_records records(size_t count, const char *const *text)
{
	struct dns_records r = {.count = count};

	for (size_t i = 0; i < count; i++)
		(void)address_read(text[i], &r.addresses[i]);
	return r;
}

static void test_answer(void)
{
	static const char want[] =
		"\x12\x34\x85\x80\0\1\0\2\0\0\0\0" WWW "\0\0\1\0\1"
		"\xc0\x0c\0\1\0\1\0\0\0\5\0\4\x0a\x58\0\2"
		"\xc0\x0c\0\1\0\1\0\0\0\5\0\4\x0a\x58\0\3";
	const char *const two[] = {"10.88.0.2", "10.88.0.3"};
	struct dns_records r = records(2, two);
	size_t len;

	(void)READ(PLAIN);
	len = dns_packet_answer(buf, &q, DNS_NOERROR, &r, 5);
	is_int((long long)len, sizeof(want) - 1, "an answer has its length");
	ok(!memcmp(buf, want, len), "and is byte for byte what it shall be");
	(void)READ(WITH_OPT "\0\0\x29\4\0\0\1\x80\0\0\0");
	len = dns_packet_answer(buf, &q, DNS_BADVERS, NULL, 0);
	ok(!memcmp(buf + len - 11, "\0\0\x29\4\xd0\1\0\x80\0\0\0", 11),
		"BADVERS is said in the OPT record");
	(void)READ(HEAD("\x29\0", ONE, NONE, NONE, NONE) "garbage");
	len = dns_packet_answer(buf, &q, DNS_NOTIMP, NULL, 0);
	is_int((long long)len, DNS_HEADER_LEN,
		"what was not read is not given back");
}

static void test_answer_types(void)
{
	static const char six[] = "\xc0\x0c\0\x1c\0\1\0\0\0\5\0\x10"
				  "\xfd\0\0\1\0\0\0\0\0\0\0\0\x0a\x59\0\2";
	static const char name[] = "\xc0\x0c\0\x0c\0\1\0\0\0\5\0\x09\3web\3tcr";
	const char *const one[DNS_ADDRESSES] = {"fd00:1::a59:2", "::2", "::3",
		"::4", "::5", "::6", "::7", "::8"};
	struct dns_records r = records(1, one);
	size_t len;

	(void)READ(PLAIN);
	q.type = DNS_TYPE_AAAA;
	len = dns_packet_answer(buf, &q, DNS_NOERROR, &r, 5);
	ok(!memcmp(buf + len - (sizeof(six) - 1), six, sizeof(six) - 1),
		"an IPv6 address is an AAAA record");
	r = (struct dns_records){
		.count = 1, .name = (const uint8_t *)"\3web", .name_len = 4};
	q.type = DNS_TYPE_PTR;
	len = dns_packet_answer(buf, &q, DNS_NOERROR, &r, 5);
	ok(!memcmp(buf + len - sizeof(name), name, sizeof(name)),
		"a name is a PTR record, below tcr");
	(void)dns_packet_read(buf, long_query(buf, 255), &q);
	q.edns = true;
	q.type = DNS_TYPE_AAAA;
	r = records(DNS_ADDRESSES, one);
	len = dns_packet_answer(buf, &q, DNS_NOERROR, &r, 5);
	is_int((long long)len, 12 + 255 + 4 + 8 * 28 + 11,
		"the longest answer");
	ok(len <= DNS_BUILT_MAX, "fits");
}

static const struct dns_mark mark = {.id = 0xbeef, .cases = 0x5};

/* The reply to the query that mark goes with: its head, then these bytes. */
static size_t reply(const char *head, const char *rest, size_t rest_len)
{
	size_t len;

	(void)READ(PLAIN);
	len = dns_packet_forward(buf, &q, &mark);
	memcpy(buf + 2, head, 10);
	memcpy(buf + len, rest, rest_len);
	return len + rest_len;
}

#define REPLY(head, rest) reply(head, rest, sizeof(rest) - 1)
#define ANSWERS(n)        "\x81\x80\0\1\0" n "\0\0\0\0"
#define MATCH(head, rest) dns_reply_match(buf, REPLY(head, rest), &q, &mark)
#define RR                "\0\1\0\1\0\0\0\5\0\4abcd"

static void test_match(void)
{
	size_t len = REPLY(ANSWERS("\1"), "\xc0\x0c" RR);

	ok(!memcmp(buf + 12, "\3WwW\7example", 12), "letters get their case");
	is_int(dns_reply_match(buf, len, &q, &mark), DNS_MATCH_FULL,
		"a reply is known");
	for (size_t i = 0; i < len; i++)
		if (dns_reply_match(buf, i, &q, &mark) != DNS_MATCH_NONE)
			ok(false, "a reply cut after %zu bytes matches", i);
	buf[1] ^= 1;
	is_int(dns_reply_match(buf, len, &q, &mark), DNS_MATCH_NONE,
		"another id is not");
	buf[1] ^= 1;
	buf[13] ^= 0x20;
	is_int(dns_reply_match(buf, len, &q, &mark), DNS_MATCH_FOLDED,
		"another case is told apart");
	buf[13] ^= 1;
	is_int(dns_reply_match(buf, len, &q, &mark), DNS_MATCH_NONE,
		"another name is not");
	len = REPLY(ANSWERS("\1"), "\xc0\x0c" RR);
	buf[26] ^= 1;
	is_int(dns_reply_match(buf, len, &q, &mark), DNS_MATCH_NONE,
		"another type is not");
	is_int(MATCH("\1\0\0\1\0\0\0\0\0\0", ""), DNS_MATCH_NONE,
		"a query is not");
	is_int(MATCH("\x81\x80\0\0\0\0\0\0\0\0", ""), DNS_MATCH_NONE,
		"nor a reply without a question");
	is_int(MATCH(ANSWERS("\0"), "x"), DNS_MATCH_FULL,
		"one with more bytes than records is,");
	len = REPLY(ANSWERS("\1"), "\xc0\x0c" RR);
	is_int((long long)dns_reply_end(buf, len), (long long)len,
		"which ends with its last record");
	is_int((long long)dns_reply_end(buf, len + 7), (long long)len,
		"without what follows");
	is_int(MATCH("\x83\x80\0\1\0\1\0\0\0\0", "\xc0"), DNS_MATCH_FULL,
		"one that was cut may end anywhere");
}

static void test_names(void)
{
	is_int(MATCH(ANSWERS("\1"), "\1x\xc0\x10" RR), DNS_MATCH_FULL,
		"a pointer back is followed");
	is_int(MATCH(ANSWERS("\1"), "\xc0\x1d" RR), DNS_MATCH_NONE,
		"a pointer to itself is not");
	is_int(MATCH(ANSWERS("\1"), "\xc0\x1f" RR), DNS_MATCH_NONE,
		"nor one ahead");
	is_int(MATCH(ANSWERS("\1"), "\1x\xc0\x1d" RR), DNS_MATCH_NONE,
		"nor one to the start of its own name");
	is_int(MATCH(ANSWERS("\1"), "\xc0\x04" RR), DNS_MATCH_NONE,
		"nor one into the header");
	is_int(MATCH(ANSWERS("\2"), "\xc0\x0c" RR "\xc0\x1d" RR),
		DNS_MATCH_FULL, "a pointer to a pointer is followed");
	is_int(MATCH(ANSWERS("\1"), "\x80" RR), DNS_MATCH_NONE,
		"a label of an unknown kind");
	is_int(MATCH(ANSWERS("\1"), "\0\0\1\0\1\0\0\0\5\0\5abcd"),
		DNS_MATCH_NONE, "data that is longer than the message");
}

static void test_deliver(void)
{
	size_t len = REPLY(ANSWERS("\1"), "\xc0\x0c" RR);

	is_int((long long)dns_reply_deliver(buf, len, &q), (long long)len,
		"a reply is delivered whole");
	ok(!memcmp(buf, "\x12\x34", 2) && !memcmp(buf + 12, WWW, 12),
		"with the client's id and spelling");
	len = REPLY(ANSWERS("\1"), "\xc0\x0c" RR);
	q.limit_bytes = (uint16_t)(len - 1);
	len = dns_reply_deliver(buf, len, &q);
	is_int((long long)len, 12 + 13 + 4, "one too long becomes empty");
	ok(buf[2] & DNS_FLAG_TC >> 8, "and says that it was cut");
	ok(!memcmp(buf + 4, "\0\1\0\0\0\0\0\0", 8), "with no records");
}

static void test_same(void)
{
	struct dns_query other;

	(void)READ(PLAIN);
	other = q;
	other.name[1] = 'W';
	other.id = 7;
	ok(dns_packet_same(&q, &other), "case and id make no other question");
	is_int(dns_packet_hash(&q), dns_packet_hash(&other),
		"and no other hash");
	other.dnssec = true;
	ok(!dns_packet_same(&q, &other), "the DO bit does");
	other = q;
	other.type = 28;
	ok(!dns_packet_same(&q, &other), "the type does");
}

int main(void)
{
	test_read();
	test_edns();
	test_lengths();
	test_answer();
	test_answer_types();
	test_match();
	test_names();
	test_deliver();
	test_same();
	return done_testing();
}
