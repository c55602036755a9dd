/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_H
#define NET_RULES_H

#include <stddef.h>

struct net_bridge;

/*
 * The firewall as text.  Pure: a bridge in, one nftables transaction out, that
 * replaces the table "inet tcr" whole.
 */

#define RULES_MAX (1 << 20) /* bytes, enough for 30000 shifted ports */

/*
 * Writes the ruleset and a NUL.  Returns its length, -EINVAL for a bridge or a
 * port that cannot be (then *bad_port is the port's index, or the count when it
 * is the bridge), -ENOBUFS when it does not fit.
 */
int rules_write(char *buf, size_t size, const struct net_bridge *bridge,
	size_t *bad_port);

/* The transaction that leaves no table. */
#define RULES_NONE "add table inet tcr\ndelete table inet tcr\n"

/*
 * The kernel option that a refused rule needs, by libnftables' message, which
 * quotes the rule: "CONFIG_NFT_MASQ"; NULL: nothing known.
 */
const char *rules_missing(const char *message);

#endif
