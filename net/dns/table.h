/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_TABLE_H
#define NET_DNS_TABLE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_query;
struct dns_records;

/*
 * The names of containers and their addresses: filled, then sorted, then
 * searched.  A name belongs to one or several networks, and only clients in one
 * of these can find it.  A set of networks has a bit for each.
 */
#define DNS_TABLE_MAX   NET_DNS_NAMES_MAX
#define DNS_TABLE_BYTES NET_DNS_NAMES_BYTES
#define DNS_TABLE_KEY   64 /* 63 bytes of text, as labels without the root */
#define DNS_NETWORK_MAX 16
#define DNS_NETWORK_ALL 0xffff
#define DNS_MEMBER_MAX  NET_DNS_GUESTS_MAX

struct dns_entry {
	struct in6_addr address6; /* all zero: none */
	struct in_addr address4;  /* likewise */
	uint16_t networks;
	uint16_t key; /* offset of the name in keys */
	uint8_t len;  /* of the name */
	bool alias;   /* no answer to the address's reverse name */
};

struct dns_network {
	bool closed;     /* no upstream is asked */
	uint16_t barred; /* upstreams that it must not ask, a bit each */
	uint8_t len;     /* of label; 0: it has no name */
	uint8_t label[DNS_TABLE_KEY]; /* its name as a label, in lower case */
};

/* A client that can find names of other networks than the one it asks in. */
struct dns_member {
	struct in6_addr address;
	uint16_t networks;
};

struct dns_table {
	size_t count;
	size_t keys_len;
	size_t member_count;
	struct dns_network networks[DNS_NETWORK_MAX];
	struct dns_member members[DNS_MEMBER_MAX];
	struct dns_entry entries[DNS_TABLE_MAX];
	uint8_t keys[DNS_TABLE_BYTES]; /* names as labels, in lower case */
};

/* Gives a network a name.  0, or -EINVAL: the name is not one label. */
int dns_table_name_network(
	struct dns_table *t, size_t network, const char *name, size_t len);
/* The index of the network of that name, or -ENOENT. */
int dns_table_network(const struct dns_table *t, const char *name, size_t len);

/* A name of at most 63 bytes ("web", "db.internal"), in any letter case. */
struct dns_name {
	const char *text;
	size_t len;
	bool alias; /* see dns_entry */
};

/*
 * Adds an address of a name, which may have several.  An IPv4 and an IPv6
 * address that are added one after the other make one entry.  0, -EINVAL: not a
 * name, or -ENOSPC: the table is full.
 */
int dns_table_add(struct dns_table *t, const struct dns_name *name,
	const struct in6_addr *address, uint16_t networks);
/* Lets the client at address find names of networks too.  0 or -ENOSPC. */
int dns_table_add_member(
	struct dns_table *t, const struct in6_addr *address, uint16_t networks);
/* Sorts the names.  Called once, after all were added and before a search. */
void dns_table_sort(struct dns_table *t);

/* The networks whose names a client at this address finds, asking in network.
 */
uint16_t dns_table_view(const struct dns_table *t, size_t network,
	const struct in6_addr *client);

enum dns_where {
	DNS_WHERE_ELSEWHERE, /* an upstream has to answer */
	DNS_WHERE_HERE,      /* the name is known; records may have none */
	DNS_WHERE_NOWHERE,   /* the name does not exist */
};

/*
 * Searches the name of q in a set of networks.  Known are NAME, NAME.NETWORK,
 * both with .tcr behind them, and the reverse name of an address.  Every other
 * name below tcr, and every other single label, does not exist, unless q asks
 * for records of a zone.  Writes the records of q's type to *records.
 */
enum dns_where dns_table_find(const struct dns_table *t, uint16_t view,
	const struct dns_query *q, struct dns_records *records);

#endif
