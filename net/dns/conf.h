/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_CONF_H
#define NET_DNS_CONF_H

#include "net/dns/cache.h"
#include "net/dns/table.h"
#include "net/dns/upstream.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/types.h>

#define DNS_LISTEN_MAX    (2 * DNS_NETWORK_MAX) /* IPv4 and IPv6 */
#define DNS_CONF_TEXT_MAX NET_DNS_TEXT_MAX
#define DNS_CONF_USER     64053 /* outside what units and id maps use */

struct dns_listen {
	struct in6_addr address; /* as in net/address.h */
	uint8_t network;         /* that is asked in there */
	char interface[IFNAMSIZ];
};

/* All that tcr-dns is told, once. */
struct dns_conf {
	struct dns_listen listen[DNS_LISTEN_MAX];
	size_t listen_count;
	size_t network_count;
	size_t ours;        /* upstreams left out: we would ask ourselves */
	uid_t user;         /* and group */
	size_t cache_count; /* replies that are kept; 0: none */
	struct dns_upstreams upstreams;
	uint16_t common; /* upstreams of all networks, a bit each */
	uint16_t own[DNS_NETWORK_MAX]; /* those of one, in place of them */
	struct dns_table table;        /* sorted */
};

/* Where a configuration is wrong, and how. */
struct dns_conf_error {
	unsigned line; /* 0: the whole */
	const char *what;
};

/* Reads the whole text into conf, which is all zero.  -EINVAL with *error. */
int dns_conf_parse(const char *text, size_t len, struct dns_conf *conf,
	struct dns_conf_error *error);

#endif
