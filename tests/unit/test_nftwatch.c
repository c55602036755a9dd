/* SPDX-License-Identifier: MIT */
/*
 * Whose transaction it was, from the bytes that the kernel tells it with.
 * Links: net/nftwatch.c net/netlink.c net/address.c net/who.c init/fmt.c
 * Links: init/io.c init/log.c
 */
#include "net/nftwatch.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

static struct {
	_Alignas(8) uint8_t data[512];
	size_t len, message;
} b;

static struct nftwatch watch;
static char who[NET_WHO_MAX];

static void add(const void *data, size_t len)
{
	memcpy(b.data + b.len, data, len);
	b.len += NLMSG_ALIGN(len);
	((struct nlmsghdr *)(b.data + b.message))->nlmsg_len =
		(uint32_t)(b.len - b.message);
}

static void message(unsigned type, uint8_t family)
{
	struct nlmsghdr h = {
		.nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type)};
	struct nfgenmsg g = {.nfgen_family = family};

	b.message = b.len;
	add(&h, sizeof(h));
	add(&g, sizeof(g));
}

static void attribute(uint16_t type, const void *data, size_t len)
{
	struct nlattr a = {
		.nla_type = type, .nla_len = (uint16_t)(sizeof(a) + len)};

	add(&a, sizeof(a));
	add(data, len);
}

static void change(unsigned type, uint8_t family, const char *table)
{
	message(type, family);
	attribute(1, table, strlen(table) + 1);
}

static void end(const char *name)
{
	uint32_t pid = htonl(123);

	message(NFT_MSG_NEWGEN, NFPROTO_UNSPEC);
	attribute(NFTA_GEN_PROC_PID, &pid, sizeof(pid));
	attribute(NFTA_GEN_PROC_NAME, name, strlen(name) + 1);
}

/* A transaction like ours, with that seal. */
static void replace(const char *seal)
{
	change(NFT_MSG_DELTABLE, NFPROTO_INET, "tcr");
	change(NFT_MSG_NEWTABLE, NFPROTO_INET, "tcr");
	change(NFT_MSG_NEWTABLE, NFPROTO_INET, seal);
	change(NFT_MSG_DELTABLE, NFPROTO_INET, seal);
	end("tcr-nft");
}

/* Judges what was put together, from memory that ends behind it. */
static enum net_change judge(void)
{
	void *copy = malloc(b.len ? b.len : 1);
	enum net_change change;

	memcpy(copy, b.data, b.len);
	change = nftwatch_judge(copy, b.len, &watch, who);
	free(copy);
	memset(&b, 0, sizeof(b));
	return change;
}

int main(void)
{
	change(NFT_MSG_DELTABLE, NFPROTO_INET, "tcr");
	end("nft");
	is_int(judge(), NET_CHANGE_FOREIGN, "another deletes our table");
	is_str(who, "nft (pid 123)", "it is named");
	replace("tcr_1");
	is_int(judge(), NET_CHANGE_FOREIGN, "while nobody waits, none is ours");
	strcpy(watch.seal, "tcr_1");
	change(NFT_MSG_DELTABLE, NFPROTO_INET, "tcr");
	end("tcr-nft");
	is_int(judge(), NET_CHANGE_FOREIGN, "our program's name is no proof");
	replace("tcr_11");
	is_int(judge(), NET_CHANGE_FOREIGN, "nor another seal");
	replace("tcr_1");
	is_int(judge(), NET_CHANGE_OURS, "the seal is");
	replace("tcr_1");
	is_int(judge(), NET_CHANGE_FOREIGN, "once");
	strcpy(watch.seal, "tcr_2");
	change(NFT_MSG_NEWTABLE, NFPROTO_INET, "tcr_2");
	end("tcr-nft");
	is_int(judge(), NET_CHANGE_OTHER, "a seal alone changes nothing");
	change(NFT_MSG_DELTABLE, NFPROTO_INET, "tcr");
	end("nft");
	is_int(judge(), NET_CHANGE_FOREIGN,
		"and is not for the transaction after it");
	change(NFT_MSG_DELTABLE, NFPROTO_INET, "tcr");
	end("a\nb\33[31m\x9b");
	is_int(judge(), NET_CHANGE_FOREIGN, "a name with control characters");
	is_str(who, "a?b?[31m? (pid 123)", "is told without them");
	change(NFT_MSG_NEWRULE, NFPROTO_INET, "tcr");
	is_int(judge(), NET_CHANGE_OTHER, "half a transaction says nothing");
	end("nft");
	is_int(judge(), NET_CHANGE_FOREIGN, "but counts at its end");
	end("nft");
	is_int(judge(), NET_CHANGE_OTHER, "and not for the next one");
	change(NFT_MSG_NEWRULE, NFPROTO_INET, "tcr2");
	change(NFT_MSG_NEWRULE, NFPROTO_INET, "tc");
	change(NFT_MSG_NEWTABLE, NFPROTO_IPV4, "tcr");
	end("nft");
	is_int(judge(), NET_CHANGE_OTHER, "other tables are others'");
	change(NFT_MSG_DELRULE, NFPROTO_BRIDGE, "tcr");
	end("nft");
	is_int(judge(), NET_CHANGE_FOREIGN, "that of frames is ours too");
	change(NFT_MSG_NEWRULE, NFPROTO_INET, "tcr");
	message(NFT_MSG_NEWGEN, NFPROTO_UNSPEC);
	is_int(judge(), NET_CHANGE_FOREIGN, "one without a name");
	is_str(who, "a process that the kernel does not name", "is told so");
	change(NFT_MSG_NEWRULE, NFPROTO_INET, "tcr");
	b.len -= 4;
	is_int(judge(), NET_CHANGE_FOREIGN, "what is cut may be anything");
	is_int(judge(), NET_CHANGE_OTHER, "nothing is nothing");
	return done_testing();
}
