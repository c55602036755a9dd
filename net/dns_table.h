/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_TABLE_H
#define NET_DNS_TABLE_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct dns_query;

/* The names of the containers and their addresses: filled once, then sorted. */
#define DNS_TABLE_MAX 512
#define DNS_TABLE_KEY 64 /* 63 bytes of text, as labels without the root */

struct dns_entry {
	struct in_addr address;
	uint8_t len;
	uint8_t key[DNS_TABLE_KEY]; /* labels, folded */
};

struct dns_table {
	size_t count;
	struct dns_entry entries[DNS_TABLE_MAX];
};

/*
 * Adds a name of at most 63 bytes ("web", "db.internal"), any case.  The same
 * name may have several addresses.  -EINVAL: not a name; -ENOSPC: full.
 */
int dns_table_add(struct dns_table *t, const char *name, size_t len,
	struct in_addr address);
/* Once, when all are in. */
void dns_table_sort(struct dns_table *t);

enum dns_where {
	DNS_WHERE_ELSEWHERE, /* an upstream's to answer */
	DNS_WHERE_HERE,      /* known: *count addresses, for tcr itself none */
	DNS_WHERE_NOWHERE,   /* ours, and there is no such name */
};

/*
 * Whose name is it?  NAME and NAME.tcr are ours when known; everything else
 * below tcr, and a single label that asks for a host, is nobody's.  At most
 * max addresses are written.
 */
enum dns_where dns_table_find(const struct dns_table *t,
	const struct dns_query *q, struct in_addr *addresses, size_t max,
	size_t *count);

#endif
