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
 * The names of the containers and their addresses: filled once, then sorted.
 * Each belongs to a network, or to several, and only who is in one of those
 * sees it.  A set of networks is a bit each.
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
	uint16_t key; /* where in keys[] */
	uint8_t len;
	bool alias; /* not what the address is called */
};

/* What a client may see and ask, by the network that it asks in. */
struct dns_network {
	bool closed;     /* nothing but our own names */
	uint16_t barred; /* upstreams that are not asked for it, a bit each */
	uint8_t len;
	uint8_t label[DNS_TABLE_KEY]; /* NAME in web.NAME, folded; or none */
};

/* A client that is in other networks than the one it asks in. */
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
	uint8_t keys[DNS_TABLE_BYTES]; /* labels, folded, one after another */
};

/* Names a network.  -EINVAL: not one label. */
int dns_table_name_network(
	struct dns_table *t, size_t network, const char *name, size_t len);
/* The network of that name; -ENOENT: none. */
int dns_table_network(const struct dns_table *t, const char *name, size_t len);

/* A name of at most 63 bytes ("web", "db.internal"), any case. */
struct dns_name {
	const char *text;
	size_t len;
	bool alias; /* an address is not called so when it is asked for */
};

/*
 * Adds one.  The same name may have several addresses; one of each family,
 * added one after the other, are one entry.  -EINVAL: not a name; -ENOSPC:
 * full.
 */
int dns_table_add(struct dns_table *t, const struct dns_name *name,
	const struct in6_addr *address, uint16_t networks);
/* Who asks from that address sees these networks too.  -ENOSPC: full. */
int dns_table_add_member(
	struct dns_table *t, const struct in6_addr *address, uint16_t networks);
/* Once, when all are in. */
void dns_table_sort(struct dns_table *t);

/* The networks that are seen by who asks in this one, from this address. */
uint16_t dns_table_view(const struct dns_table *t, size_t network,
	const struct in6_addr *client);

enum dns_where {
	DNS_WHERE_ELSEWHERE, /* an upstream's to answer */
	DNS_WHERE_HERE,      /* known, if only with records of other types */
	DNS_WHERE_NOWHERE,   /* ours, and there is no such name */
};

/*
 * Whose name is it, in these networks?  NAME, NAME.NETWORK and both below tcr
 * are ours when known, as is the reverse name of an address; everything else
 * below tcr, and a single label that asks for a host, is nobody's.
 */
enum dns_where dns_table_find(const struct dns_table *t, uint16_t view,
	const struct dns_query *q, struct dns_records *records);

#endif
