/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_H
#define NET_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct net_bridge;
struct net_firewall;

/*
 * Writes the firewall as text: one nftables transaction that replaces the
 * tables "inet tcr" and "bridge tcr".  Pure.
 */

#define RULES_MAX (1 << 20) /* bytes, enough for 30000 shifted ports */

/*
 * Writes the ruleset and a NUL to buf.  Returns its length, -ENOBUFS if it does
 * not fit, or -EINVAL if a port or a bridge is invalid: then *bad is the port's
 * index, or port_count plus the bridge's index.
 */
int rules_write(char *buf, size_t size, const struct net_firewall *firewall,
	size_t *bad);

/* Whether name, addresses and prefixes of a bridge are valid. */
bool rules_bridge_ok(const struct net_bridge *bridge);

/* Transactions that delete the tables "inet tcr" and "bridge tcr". */
#define RULES_TABLE "tcr"
#define RULES_NONE                                                             \
	"add table inet " RULES_TABLE "\ndelete table inet " RULES_TABLE "\n"
#define RULES_NO_PINS                                                          \
	"add table bridge " RULES_TABLE "\ndelete table bridge " RULES_TABLE   \
	"\n"

/*
 * The kernel option that a refused rule needs, such as "CONFIG_NFT_MASQ", found
 * by the rule that libnftables' message quotes; NULL: unknown.
 */
const char *rules_missing(const char *message);
/* Options without which a part of the rules can be left out. */
#define RULES_COUNTING "CONFIG_NFT_CONNLIMIT"
#define RULES_BRIDGE   "CONFIG_NF_TABLES_BRIDGE"

#endif
