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

#define DNS_LISTEN_MAX    (NET_SUBNETS_MAX * DNS_NETWORK_MAX)
#define DNS_CONF_TEXT_MAX NET_DNS_TEXT_MAX
#define DNS_CONF_USER     64053 /* outside what units and id maps use */

struct dns_listen {
	struct in6_addr address; /* as in net/address.h */
	uint8_t network;         /* index of the network that asks there */
	char interface[IFNAMSIZ];
};

/* The configuration of tcr-dns. */
struct dns_conf {
	struct dns_listen listen[DNS_LISTEN_MAX];
	size_t listen_count;
	size_t network_count;
	size_t own_count;   /* upstreams left out: addresses of listeners */
	uid_t user;         /* user and group to become */
	size_t cache_count; /* replies to cache; 0: none */
	struct dns_upstreams upstreams;
	uint16_t common; /* upstreams of all networks, a bit each */
	uint16_t own[DNS_NETWORK_MAX]; /* if not 0: of this network instead */
	struct dns_table table;        /* sorted */
};

/* Where a configuration is wrong, and why. */
struct dns_conf_error {
	unsigned line;    /* from 1; 0: the configuration as a whole */
	const char *what; /* a constant text */
};

/* Parses text into *conf, which must be all zero.  0, or -EINVAL with *error.
 */
int dns_conf_parse(const char *text, size_t len, struct dns_conf *conf,
	struct dns_conf_error *error);

#endif
