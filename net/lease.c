/* SPDX-License-Identifier: MIT */
/*
 * Checks a DHCP lease.  A lease whose address or netmask is invalid is refused;
 * an invalid router, resolver or route is ignored, as the rest of the lease is
 * usable.
 */
#include "net/lease.h"

#include "init/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define LIST_MAX 32 /* words of a list that are read */

bool lease_unicast(struct in_addr address)
{
	uint32_t a = ntohl(address.s_addr);

	return a >> 24 != 0 && a >> 24 != 127 && a >> 24 < 224;
}

/* The prefix length of a netmask; -1: it is no netmask, or less than /8. */
static int mask_prefix(struct in_addr mask)
{
	uint32_t hosts = ~ntohl(mask.s_addr);

	if (hosts & (hosts + 1) || hosts >> 24)
		return -1;
	return hosts ? __builtin_clz(hosts) : 32;
}

/* Reads the next word of a list; 1, 0: no more words, -1: not unicast. */
static int next(const char **list, struct in_addr *address)
{
	char word[INET_ADDRSTRLEN];
	size_t len;

	*list += strspn(*list, " ");
	len = strcspn(*list, " ");
	if (len == 0)
		return 0;
	if (len < sizeof(word)) {
		memcpy(word, *list, len);
		word[len] = 0;
	} else {
		word[0] = 0;
	}
	*list += len;
	if (inet_pton(AF_INET, word, address) != 1 || !lease_unicast(*address))
		return -1;
	return 1;
}

/* Reads "10.0.0.0/8" from a list, clears the bits behind the prefix. */
static bool next_route(const char **list, struct lease_route *r)
{
	char word[INET_ADDRSTRLEN + 3];
	size_t len;
	const char *end;
	uint64_t prefix;
	char *slash;

	*list += strspn(*list, " ");
	len = strcspn(*list, " ");
	if (len >= sizeof(word))
		return false;
	memcpy(word, *list, len);
	word[len] = 0;
	*list += len;
	slash = strchr(word, '/');
	if (!slash)
		return false;
	*slash = 0;
	prefix = text_digits(slash + 1, &end, 10);
	if (inet_pton(AF_INET, word, &r->to) != 1 || end == slash + 1 || *end ||
		prefix > 32 || (prefix > 0 && prefix < 8))
		return false;
	r->prefix = (uint8_t)prefix;
	r->to.s_addr &= htonl(prefix ? UINT32_MAX << (32 - prefix) : 0);
	return prefix == 0 || lease_unicast(r->to);
}

void lease_routes(struct lease *l, const char *list)
{
	const struct in_addr router = l->router;
	bool any = false;

	l->router.s_addr = INADDR_ANY;
	for (int i = 0; list && list[strspn(list, " ")] && i < LIST_MAX; i++) {
		struct lease_route r = {.prefix = 0};
		bool good = next_route(&list, &r);
		const char *via = list + strspn(list, " ");
		bool direct = strcspn(via, " ") == 7 &&
			      strncmp(via, "0.0.0.0", 7) == 0;

		/* next() moves behind the word even if it returns -1. */
		if ((next(&list, &r.via) <= 0 && !direct) || !good ||
			r.via.s_addr == l->address.s_addr ||
			(direct && r.prefix == 0) ||
			l->route_count == LEASE_ROUTES_MAX) {
			l->ignored++;
			continue;
		}
		any = true;
		if (r.prefix == 0)
			l->router = r.via;
		else
			l->routes[l->route_count++] = r;
	}
	if (!any)
		l->router = router;
}

/* Reads up to max valid addresses other than except; counts invalid ones. */
static size_t read_list(const char *list, struct in_addr except,
	struct in_addr *to, size_t max, size_t *ignored)
{
	struct in_addr a;
	size_t n = 0;
	int rc = 1;

	for (int i = 0; list && i < LIST_MAX && n < max; i++) {
		rc = next(&list, &a);
		if (rc == 0)
			break;
		if (rc < 0 || a.s_addr == except.s_addr)
			(*ignored)++;
		else
			to[n++] = a;
	}
	return n;
}

/* Whether it is neither the subnet's own nor its broadcast address. */
static bool host_ok(struct in_addr address, int prefix)
{
	uint32_t hosts = prefix < 32 ? UINT32_MAX >> prefix : 0;
	uint32_t host = ntohl(address.s_addr) & hosts;

	return prefix >= 31 || (host != 0 && host != hosts);
}

int lease_read(struct lease *lease, const char *ip, const char *subnet,
	const char *router, const char *dns, const char **why)
{
	static const struct in_addr none;
	struct lease l = {0};
	struct in_addr mask;
	int prefix = -1;

	if (subnet && inet_pton(AF_INET, subnet, &mask) == 1)
		prefix = mask_prefix(mask);
	*why = NULL;
	if (!ip || inet_pton(AF_INET, ip, &l.address) != 1 ||
		!lease_unicast(l.address))
		*why = "no usable address";
	else if (prefix < 0)
		*why = "no usable netmask";
	else if (!host_ok(l.address, prefix))
		*why = "the address is not a host's in its subnet";
	if (*why)
		return -EBADMSG;
	l.prefix = (uint8_t)prefix;
	(void)read_list(router, l.address, &l.router, 1, &l.ignored);
	l.dns_count = read_list(dns, none, l.dns, NET_DNS_MAX, &l.ignored);
	*lease = l;
	return 0;
}
