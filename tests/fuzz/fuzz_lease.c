/* SPDX-License-Identifier: MIT */
/*
 * Any five lines as what a DHCP server said: what is taken can be used.
 * Links: net/lease.c init/text.c init/fmt.c
 */
#include "net/lease.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct lease *l)
{
	if (!lease_unicast(l->address) || l->prefix < 8 || l->prefix > 32 ||
		l->dns_count > NET_DNS_MAX)
		abort();
	if (l->router.s_addr != INADDR_ANY && !lease_unicast(l->router))
		abort();
	if (l->route_count > LEASE_ROUTES_MAX)
		abort();
	for (size_t i = 0; i < l->route_count; i++)
		if (l->routes[i].prefix < 8 || l->routes[i].prefix > 32 ||
			!lease_unicast(l->routes[i].to))
			abort();
	for (size_t i = 0; i < l->dns_count; i++)
		if (!lease_unicast(l->dns[i]))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *words[5] = {NULL}, *at = text;
	struct lease lease;
	const char *why;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	for (int i = 0; i < 5 && at; i++)
		words[i] = strsep(&at, "\n");
	if (lease_read(&lease, words[0], words[1], words[2], words[3], &why) ==
		0) {
		lease_routes(&lease, words[4]);
		check(&lease);
	} else if (!why)
		abort();
	free(text);
	return 0;
}
