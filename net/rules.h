/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_H
#define NET_RULES_H

#include <stdbool.h>
#include <stddef.h>

struct net_bridge;
struct net_firewall;

/*
 * The firewall as text.  Pure: bridges, ports and ends in, one nftables
 * transaction out, that replaces the tables "inet tcr" and "bridge tcr" whole.
 */

#define RULES_MAX (1 << 20) /* bytes, enough for 30000 shifted ports */

/*
 * Writes the ruleset and a NUL.  Returns its length, -EINVAL for a bridge or a
 * port that cannot be (then *bad is the port's index, or the count of ports and
 * the bridge's index), -ENOBUFS when it does not fit.
 */
int rules_write(char *buf, size_t size, const struct net_firewall *firewall,
	size_t *bad);

/* True if its name and address can be a bridge's. */
bool rules_bridge_ok(const struct net_bridge *bridge);

/* The transaction that leaves no table; the second half of it for bridges. */
#define RULES_TABLE "tcr"
#define RULES_NONE                                                             \
	"add table inet " RULES_TABLE "\ndelete table inet " RULES_TABLE "\n"
#define RULES_NO_PINS                                                          \
	"add table bridge " RULES_TABLE "\ndelete table bridge " RULES_TABLE   \
	"\n"

/*
 * The kernel option that a refused rule needs, by libnftables' message, which
 * quotes the rule: "CONFIG_NFT_MASQ"; NULL: nothing known.
 */
const char *rules_missing(const char *message);
/* Those of these that all else can do without (net_firewall.connections). */
#define RULES_COUNTING "CONFIG_NFT_CONNLIMIT"
#define RULES_BRIDGE   "CONFIG_NF_TABLES_BRIDGE"

#endif
