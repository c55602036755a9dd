/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_EXPLAIN_H
#define NET_DNS_EXPLAIN_H

#include <stddef.h>

struct dns_conf;

#define DNS_EXPLAIN_MAX 1024

/*
 * Writes what a client would be answered, without asking anyone: a line for
 *each type of record, "TYPE WORD [VALUE...]".  at is the address of tcr-dns
 *that the client asks, client its own ("-": one of which nothing is known). The
 *words: local    with the addresses, or the name empty    the name is known,
 *but has no record of this type unknown  the name does not exist closed   names
 *of other places are refused in that network forward  an upstream is asked, one
 *of those, unless the cache knows it Returns the length, or -EINVAL: there is
 *no such listener, client or name.
 */
int dns_explain(const struct dns_conf *conf, const char *at, const char *client,
	const char *name, char out[DNS_EXPLAIN_MAX]);

#endif
