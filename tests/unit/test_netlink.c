/* SPDX-License-Identifier: MIT */
/*
 * Requests are built within their bounds, answers are read within theirs.
 * Links: net/netlink.c net/address.c init/fmt.c init/io.c init/log.c
 */
#include "net/netlink.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* An answer under construction, as the kernel would send it. */
struct bytes {
	_Alignas(8) uint8_t data[512];
	size_t len;
};

static void add(struct bytes *b, const void *data, size_t len)
{
	memcpy(b->data + b->len, data, len);
	b->len += NLMSG_ALIGN(len);
}

static void header(struct bytes *b, uint16_t type, uint16_t flags, uint32_t seq,
	size_t payload)
{
	struct nlmsghdr h = {.nlmsg_len = (uint32_t)(sizeof(h) + payload),
		.nlmsg_type = type,
		.nlmsg_flags = flags,
		.nlmsg_seq = seq};

	add(b, &h, sizeof(h));
}

static void attribute(struct bytes *b, uint16_t type, const char *text)
{
	struct nlattr a = {.nla_type = type,
		.nla_len = (uint16_t)(sizeof(a) + strlen(text) + 1)};

	add(b, &a, sizeof(a));
	add(b, text, strlen(text) + 1);
}

/* Reads exactly those bytes, from memory that ends behind them. */
static int read_exact(const void *data, size_t len, struct netlink_answer *a)
{
	void *copy = malloc(len ? len : 1);
	int rc;

	memcpy(copy, data, len);
	rc = netlink_read(copy, len, a);
	free(copy);
	return rc;
}

static int count(const struct nlmsghdr *message, void *arg)
{
	(void)message;
	++*(int *)arg;
	return 0;
}

static int refuse(const struct nlmsghdr *message, void *arg)
{
	(void)arg;
	return message->nlmsg_type == RTM_NEWADDR ? -E2BIG : 0;
}

static void test_builder(void)
{
	struct ifinfomsg head = {.ifi_index = 7};
	struct netlink_message m;
	const struct nlmsghdr *h = (const void *)m.data;
	size_t nest;
	const char *text;
	const void *found;

	netlink_start(&m, RTM_NEWLINK, NLM_F_CREATE, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, "tcr0");
	nest = netlink_nest(&m, IFLA_LINKINFO);
	netlink_put_text(&m, IFLA_INFO_KIND, "bridge");
	netlink_nest_end(&m, nest);
	netlink_put_u8(&m, IFLA_OPERSTATE, 6);
	ok(!m.overflow, "a small request fits");
	memcpy(m.data, &(uint32_t){(uint32_t)m.len}, 4);
	is_int(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE,
		"every request asks for an acknowledgement");
	text = netlink_attr(h, sizeof(head), IFLA_IFNAME, 2);
	is_str(text, "tcr0", "an attribute is found again");
	found = netlink_attr(h, sizeof(head), IFLA_LINKINFO, 0);
	text = netlink_attr_in(found, IFLA_INFO_KIND, 2);
	is_str(text, "bridge", "so is one in a nest");
	is_int((long)netlink_attr_len(text), 7, "with its length");
	found = netlink_attr(h, sizeof(head), IFLA_OPERSTATE, 1);
	ok(found && *(const uint8_t *)found == 6, "and one behind the nest");
	ok(!netlink_attr(h, sizeof(head), IFLA_OPERSTATE, 4),
		"an attribute that is too short is none");
	ok(!netlink_attr_in(NULL, IFLA_INFO_KIND, 0), "no nest has none");
	ok(!netlink_attr(h, sizeof(head), IFLA_MASTER, 0),
		"an absent one is none");
}

static void test_builder_bounds(void)
{
	static char big[NETLINK_MESSAGE_MAX * 2];
	struct netlink nl = {.fd = -1};
	struct netlink_message m;
	size_t nest;

	netlink_start(&m, RTM_NEWLINK, 0, NULL, 0);
	netlink_put(&m, 1, big,
		NETLINK_MESSAGE_MAX - sizeof(struct nlmsghdr) -
			sizeof(struct nlattr));
	ok(!m.overflow && m.len == NETLINK_MESSAGE_MAX,
		"a request may be filled to the last byte");
	netlink_put_u8(&m, 2, 1);
	ok(m.overflow && m.len == NETLINK_MESSAGE_MAX,
		"one byte more is an overflow");
	is_int(netlink_ask(&nl, &m, NULL, NULL), -EMSGSIZE,
		"which is not sent");
	netlink_start(&m, RTM_NEWLINK, 0, NULL, 0);
	nest = netlink_nest(&m, 1);
	netlink_put(&m, 1, big, sizeof(big));
	netlink_nest_end(&m, nest);
	ok(m.overflow, "an attribute larger than any request is one too");
}

static void test_ack(void)
{
	struct nlmsgerr e = {.error = -EEXIST};
	struct netlink_answer a = {.seq = 5};
	struct bytes b = {.len = 0};

	header(&b, NLMSG_ERROR, NLM_F_CAPPED, 5, sizeof(e));
	add(&b, &e, sizeof(e));
	is_int(read_exact(b.data, b.len, &a), -EEXIST, "a refusal's errno");
	is_str(a.why, "", "without words when there are none");
	a.seq = 6;
	is_int(read_exact(b.data, b.len, &a), 1,
		"an answer to an earlier request is passed over");
	for (size_t cut = 1; cut < b.len; cut++) {
		a.seq = 5;
		if (read_exact(b.data, b.len - cut, &a) != -EBADMSG)
			break;
		if (cut == b.len - 1)
			ok(true, "a cut one is refused at every length");
	}
	e.error = 3;
	b.len = 0;
	header(&b, NLMSG_ERROR, NLM_F_CAPPED, 5, sizeof(e));
	add(&b, &e, sizeof(e));
	is_int(read_exact(b.data, b.len, &a), -EBADMSG,
		"a positive errno is none");
	e.error = -99999;
	memcpy(b.data + NLMSG_HDRLEN, &e, sizeof(e));
	is_int(read_exact(b.data, b.len, &a), -EBADMSG,
		"nor is one beyond the kernel's");
}

static void test_words(bool capped, uint32_t request, int want)
{
	struct nlmsgerr e = {.error = -EINVAL, .msg.nlmsg_len = request};
	struct netlink_answer a = {.seq = 9};
	struct bytes b = {.len = 0};
	size_t attr = sizeof(struct nlattr) + NLMSG_ALIGN(sizeof("No\nway"));
	size_t copy = capped ? 0 : 8;

	header(&b, NLMSG_ERROR, NLM_F_ACK_TLVS | (capped ? NLM_F_CAPPED : 0), 9,
		sizeof(e) + copy + attr);
	add(&b, &e, sizeof(e));
	b.len += copy;
	attribute(&b, NLMSGERR_ATTR_MSG, "No\nway");
	is_int(read_exact(b.data, b.len, &a), want,
		capped ? "words behind a capped refusal"
		       : "words behind a repeated request");
	is_str(a.why, want == -EINVAL ? "No?way" : "",
		"are kept, on one line, unless the length lies");
}

static void test_dump(void)
{
	struct netlink_answer a = {.seq = 2, .each = count};
	struct bytes b = {.len = 0};
	struct ifaddrmsg head = {.ifa_family = AF_INET};
	int seen = 0, done = 0;

	a.arg = &seen;
	for (int i = 0; i < 3; i++) {
		header(&b, RTM_NEWADDR, NLM_F_MULTI, 2, sizeof(head));
		add(&b, &head, sizeof(head));
	}
	is_int(read_exact(b.data, b.len, &a), 1, "a dump goes on");
	is_int(seen, 3, "each message is seen");
	header(&b, NLMSG_DONE, NLM_F_MULTI, 2, sizeof(done));
	add(&b, &done, sizeof(done));
	is_int(read_exact(b.data, b.len, &a), 0, "until it is done");
	a = (struct netlink_answer){.seq = 2, .each = refuse};
	is_int(read_exact(b.data, b.len, &a), -E2BIG,
		"what a reader says is the result");
	b.len = 0;
	header(&b, RTM_NEWADDR, NLM_F_MULTI | NLM_F_DUMP_INTR, 2, 0);
	header(&b, NLMSG_DONE, NLM_F_MULTI, 2, sizeof(done));
	add(&b, &done, sizeof(done));
	a = (struct netlink_answer){.seq = 2};
	is_int(read_exact(b.data, b.len, &a), -EAGAIN,
		"a dump of a table that changed is to be asked again");
	header(&b, RTM_NEWADDR, 0, 2, 0);
	memset(b.data, 0, 4);
	is_int(read_exact(b.data, b.len, &a), -EBADMSG,
		"a message of no length is refused");
}

static void test_events(void)
{
	struct netlink_answer a = {.events = true, .each = count};
	struct bytes b = {.len = 0};
	int seen = 0;

	a.arg = &seen;
	header(&b, RTM_DELLINK, 0, 1234, 0);
	is_int(read_exact(b.data, b.len, &a), 1, "an event is read");
	is_int(seen, 1, "whosever request caused it");
}

int main(void)
{
	test_builder();
	test_builder_bounds();
	test_ack();
	test_words(true, 0, -EINVAL);
	test_words(false, NLMSG_HDRLEN + 8, -EINVAL);
	test_words(false, 4, -EBADMSG);
	test_words(false, 4000000000U, -EBADMSG);
	test_dump();
	test_events();
	return done_testing();
}
