/* SPDX-License-Identifier: MIT */
/*
 * Answers from the table of names.  These answers have no SOA on purpose, so
 * that no resolver caches that a name does not exist: a container may start the
 * next second.
 */
#include "net/dns/answer.h"

#include "net/dns/table.h"

#include <stdbool.h>

#define TTL_S 5 /* a container may move */

/* Whether the query is for a transfer, ANY, a transaction's key or no class IN.
 */
static bool is_refused(const struct dns_query *q)
{
	return q->class != DNS_CLASS_IN || q->type == DNS_TYPE_OPT ||
	       (q->type >= DNS_TYPE_META_FIRST &&
		       q->type <= DNS_TYPE_META_LAST);
}

int dns_answer_find(const struct dns_table *table, size_t network,
	const struct in6_addr *client, struct dns_query *q,
	struct dns_records *records)
{
	const struct dns_network *n = &table->networks[network];
	uint16_t view = dns_table_view(table, network, client);

	if (is_refused(q))
		return DNS_REFUSED;
	switch (dns_table_find(table, view, q, records)) {
	case DNS_WHERE_ELSEWHERE:
		q->barred = n->barred;
		return n->closed ? DNS_REFUSED : DNS_ANSWER_FORWARD;
	case DNS_WHERE_NOWHERE:
		return DNS_NXDOMAIN;
	case DNS_WHERE_HERE:
		break;
	}
	return DNS_NOERROR;
}

enum dns_verdict dns_answer(const struct dns_table *table, size_t network,
	const struct in6_addr *client, uint8_t *buf, size_t *len,
	struct dns_query *q)
{
	struct dns_records records = {0};
	int rcode = dns_packet_read(buf, *len, q);

	if (rcode < 0)
		return DNS_VERDICT_DROP;
	if (rcode == DNS_NOERROR)
		rcode = dns_answer_find(table, network, client, q, &records);
	if (rcode == DNS_ANSWER_FORWARD)
		return DNS_VERDICT_FORWARD;
	*len = dns_packet_answer(
		buf, q, (enum dns_rcode)rcode, &records, TTL_S);
	return DNS_VERDICT_ANSWER;
}
