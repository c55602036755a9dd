/* SPDX-License-Identifier: MIT */
/* The subnets of a network of containers.  Pure. */
#include "net/address.h"
#include "net/net.h"

const struct net_subnet *net_subnet_of(
	const struct net_bridge *b, const struct in6_addr *a)
{
	for (size_t i = 0; i < b->subnet_count; i++)
		if (address_in(
			    a, &b->subnets[i].net.ip, b->subnets[i].net.prefix))
			return &b->subnets[i];
	return NULL;
}

bool net_subnet_overlaps(
	const struct net_bridge *b, const struct net_address *net)
{
	for (size_t i = 0; i < b->subnet_count; i++) {
		const struct net_address *own = &b->subnets[i].net;

		if (address_in(&own->ip, &net->ip,
			    own->prefix < net->prefix ? own->prefix
						      : net->prefix))
			return true;
	}
	return false;
}

bool net_has6(const struct net_bridge *b)
{
	return b->subnet_count > 0 &&
	       !address_is4(&b->subnets[b->subnet_count - 1].net.ip);
}

struct in6_addr net_gateway(const struct net_bridge *b, bool is6)
{
	for (size_t i = 0; i < b->subnet_count; i++)
		if (address_is4(&b->subnets[i].net.ip) != is6)
			return b->subnets[i].gateway;
	return (struct in6_addr){0};
}

bool net_is_gateway(const struct net_bridge *b, const struct in6_addr *a)
{
	const struct net_subnet *s = net_subnet_of(b, a);

	return s && address_is(&s->gateway, a);
}

bool net_end_has6(const struct net_end *e)
{
	return e->address_count > 0 &&
	       !address_is4(&e->addresses[e->address_count - 1].ip);
}
