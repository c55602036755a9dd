/* SPDX-License-Identifier: MIT */
/* Setters of the key table for [Uplink]. */
#include "supervisor/units/keys/set_uplink.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>

SET_FUNCTION(set_uplink_address)
{
	struct net_uplink *uplink = &u->unit.conf.uplink;
	struct net_address address, *list;
	size_t *count;

	(void)row;
	(void)at;
	if (!value) {
		uplink->address_count = uplink->address6_count = 0;
		return 0;
	}
	if (value_subnet(value, &address.ip, &address.prefix) < 0 ||
		!address_is_unicast(&address.ip))
		return -EINVAL;
	list = address_is4(&address.ip) ? uplink->addresses
					: uplink->addresses6;
	count = address_is4(&address.ip) ? &uplink->address_count
					 : &uplink->address6_count;
	for (size_t i = 0; i < *count; i++)
		if (address_is(&list[i].ip, &address.ip))
			return draft_refuse(u, "the address is there twice");
	if (*count == NET_ADDRESSES_MAX)
		return draft_refuse(u, "4 addresses of each family at most");
	list[(*count)++] = address;
	return 0;
}

/* An IPv6 gateway may be link-local. */
SET_FUNCTION(set_uplink_gateway)
{
	static const struct in6_addr none;
	struct net_uplink *uplink = &u->unit.conf.uplink;
	struct in6_addr gateway;

	(void)row;
	(void)at;
	if (!value) {
		uplink->gateway.s_addr = INADDR_ANY;
		uplink->gateway6 = none;
		return 0;
	}
	if (address_read(value, &gateway) < 0 ||
		(!address_is_unicast(&gateway) &&
			!IN6_IS_ADDR_LINKLOCAL(&gateway)))
		return -EINVAL;
	if (address_is4(&gateway) ? uplink->gateway.s_addr != INADDR_ANY
				  : !address_is_none(&uplink->gateway6))
		return draft_refuse(u, "one gateway of each family at most");
	if (address_is4(&gateway))
		uplink->gateway = address_to4(&gateway);
	else
		uplink->gateway6 = gateway;
	return 0;
}

SET_FUNCTION(set_uplink_accept_ra)
{
	bool yes = true;
	int rc = value ? value_bool(value, &yes) : 0;

	(void)row;
	u->unit.conf.uplink.no_ra = !yes;
	u->unit.conf.uplink.expects_ra =
		at > 0 && yes; /* not if it is the default */
	return rc;
}

SET_FUNCTION(set_uplink_metric)
{
	int64_t metric = value ? value_number(value, UINT32_MAX) : 0;

	(void)row;
	(void)at;
	if (value && metric < 1)
		return -EINVAL;
	u->unit.conf.uplink.metric = (uint32_t)metric;
	return 0;
}

SET_FUNCTION(set_uplink_vlan)
{
	int64_t vlan = value ? value_number(value, 4094) : 0;

	(void)row;
	(void)at;
	if (value && vlan < 1)
		return -EINVAL;
	u->unit.conf.uplink.vlan = (uint16_t)vlan;
	return 0;
}

SET_FUNCTION(set_uplink_parent)
{
	struct net_uplink *uplink = &u->unit.conf.uplink;

	(void)row;
	(void)at;
	if (value && !value_is_interface(value))
		return -EINVAL;
	(void)fmt_print(uplink->parent, sizeof(uplink->parent), "%s",
		value ? value : "");
	return 0;
}

SET_FUNCTION(set_uplink_dns)
{
	struct unit_conf *conf = &u->unit.conf;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		conf->dns_count = 0;
		return 0;
	}
	if (conf->dns_count == NET_DNS_MAX)
		return draft_refuse(u, "4 resolvers at most");
	rc = value_host(value, &conf->dns[conf->dns_count]);
	conf->dns_count += rc == 0;
	return rc;
}

SET_FUNCTION(set_uplink_mtu)
{
	int64_t mtu = value ? value_number(value, 65535) : 0;

	(void)row;
	(void)at;
	if (value && mtu < 68)
		return -EINVAL;
	u->unit.conf.uplink.mtu = (unsigned)mtu;
	return 0;
}
