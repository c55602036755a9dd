/* SPDX-License-Identifier: MIT */
/*
 * The kernel option that a rule needs, found in the message of libnftables.
 * Links: net/rules.c net/rules_port.c net/rules_bridge.c net/link.c
 * Links: net/subnet.c net/address.c net/netlink.c init/text.c init/fmt.c
 * Links: init/io.c init/log.c
 */
#include "net/rules.h"
#include "tests/unit/tap.h"

static void test_missing(void)
{
	is_str(rules_missing("Error: Could not process rule: No such file or "
			     "directory type filter hook prerouting priority "
			     "dstnat; policy accept;"),
		RULES_BRIDGE, "so does a chain for frames");
	is_str(rules_missing("Error: Could not process rule: Operation not "
			     "supported add table bridge tcr"),
		RULES_BRIDGE, "or a table");
	is_str(rules_missing("Error: Could not process rule: No such file or "
			     "directory add table inet tcr"),
		RULES_BRIDGE, "or what is in it, without nft_meta_bridge");
	is_str(rules_missing("Error: Could not process rule: No such file or "
			     "directory ip saddr 10.88.0.0/24 masquerade"),
		"CONFIG_NFT_MASQ", "masquerade names its option");
	is_str(rules_missing("Error: Could not process rule: No such file or "
			     "directory type nat hook output priority -100"),
		"CONFIG_NFT_NAT", "so does a NAT chain");
	is_str(rules_missing("Unable to initialize Netlink socket: Protocol "
			     "not supported"),
		"CONFIG_NF_TABLES", "so does a kernel without nftables");
	is_str(rules_missing("Error: Could not process rule: Operation not "
			     "permitted masquerade"),
		NULL, "another errno is not a missing option");
	is_str(rules_missing(""), NULL, "nor is silence");
}

int main(void)
{
	test_missing();
	return done_testing();
}
