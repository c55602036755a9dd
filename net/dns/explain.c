/* SPDX-License-Identifier: MIT */
/* Says what becomes of a query, by the code that answers queries. */
#include "net/dns/explain.h"

#include "init/text.h"
#include "net/address.h"
#include "net/dns/answer.h"
#include "net/dns/conf.h"
#include "net/dns/reverse.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* Makes the labels of a name; false: it is none. */
static bool take_name(const char *text, struct dns_query *q)
{
	size_t len = strlen(text), at = 0;

	len -= len > 1 && text[len - 1] == '.';
	if (len == 0 || len > DNS_NAME_MAX - 2)
		return false;
	while (at < len) {
		size_t label = strcspn(text + at, ".");

		if (label > len - at)
			label = len - at;
		if (label == 0 || label > DNS_LABEL_MAX ||
			at + label + 1 == len)
			return false;
		q->name[at] = (uint8_t)label;
		memcpy(q->name + at + 1, text + at, label);
		at += label + 1;
		q->labels++;
	}
	q->name[len + 1] = 0;
	q->name_len = (uint8_t)(len + 2);
	return true;
}

static void put_records(struct text *t, const struct dns_records *r)
{
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < r->name_len; i += 1u + r->name[i])
		text_put(t, "%s%.*s", i ? "." : " ", r->name[i],
			(const char *)r->name + i + 1);
	for (size_t i = 0; !r->name && i < r->count; i++)
		text_put(t, " %s", address_write(&r->addresses[i], ip));
}

static void put_upstreams(
	struct text *t, const struct dns_upstreams *u, uint16_t barred)
{
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < u->count; i++)
		if (!(barred >> i & 1))
			text_put(
				t, " %s", address_write(&u->at[i].address, ip));
}

static void put_type(struct text *t, const struct dns_conf *conf,
	size_t network, const struct in6_addr *client, struct dns_query *q)
{
	struct dns_records records = {0};
	int rcode = dns_answer_find(&conf->table, network, client, q, &records);

	text_put(t, "%s ",
		q->type == DNS_TYPE_A      ? "A"
		: q->type == DNS_TYPE_AAAA ? "AAAA"
					   : "PTR");
	if (rcode < 0) {
		text_put(t, "forward");
		put_upstreams(t, &conf->upstreams, q->barred);
	} else if (rcode != DNS_NOERROR) {
		text_put(t, rcode == DNS_NXDOMAIN ? "unknown" : "closed");
	} else {
		text_put(t, records.count ? "local" : "empty");
		put_records(t, &records);
	}
	text_put(t, "\n");
}

int dns_explain(const struct dns_conf *conf, const char *at, const char *client,
	const char *name, char out[DNS_EXPLAIN_MAX])
{
	struct text t = {.buf = out, .size = DNS_EXPLAIN_MAX};
	struct dns_query q = {.class = DNS_CLASS_IN, .type = DNS_TYPE_PTR};
	struct in6_addr listener, from = {0}, address;
	size_t i = 0;

	if (address_read_zoned(at, &listener) < 0 ||
		(strcmp(client, "-") != 0 &&
			address_read_zoned(client, &from) < 0) ||
		!take_name(name, &q))
		return -EINVAL;
	while (i < conf->listen_count &&
		!address_is(&conf->listen[i].address, &listener))
		i++;
	if (i == conf->listen_count)
		return -EINVAL;
	i = conf->listen[i].network;
	if (dns_reverse_read(q.name, q.name_len - 1u, &address)) {
		put_type(&t, conf, i, &from, &q);
	} else {
		q.type = DNS_TYPE_A;
		put_type(&t, conf, i, &from, &q);
		q.type = DNS_TYPE_AAAA;
		put_type(&t, conf, i, &from, &q);
	}
	return t.rc < 0 ? t.rc : (int)t.len;
}
