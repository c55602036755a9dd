/* SPDX-License-Identifier: MIT */
/* Setters of the key table for what is a network or a pod. */
#include "supervisor/units/set_bridge.h"

#include "init/fmt.h"
#include "supervisor/units/unitfile.h"
#include "supervisor/units/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHM_BYTES (UINT64_C(64) << 20)

static const char no_ipv6[] = "IPv6 is not supported by this version";

struct unit_bridge *set_bridge_of(struct unitfile *u)
{
	if (!u->unit.conf.bridge)
		u->unit.conf.bridge = calloc(1, sizeof(struct unit_bridge));
	return u->unit.conf.bridge;
}

struct unit_pod *set_pod_of(struct unitfile *u)
{
	struct unit_pod **pod = &u->unit.conf.pod;

	if (!*pod && (*pod = calloc(1, sizeof(**pod))))
		(*pod)->shm_bytes = SHM_BYTES;
	return *pod;
}

void unit_bridge_done(struct unit_bridge *bridge)
{
	if (bridge)
		free(bridge->label);
	free(bridge);
}

SET_FUNCTION(set_bridge_driver)
{
	(void)row;
	(void)at;
	if (!strcmp(value, "bridge"))
		return 0;
	if (!strcmp(value, "macvlan") || !strcmp(value, "ipvlan"))
		return unitfile_refuse(
			u, "not supported by this version; bridge");
	return -EINVAL;
}

SET_FUNCTION(set_bridge_interface)
{
	struct unit_bridge *b = set_bridge_of(u);
	size_t len = value ? strlen(value) : 0;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (value &&
		(len > 15 || !value_is_word(value, len, "._-") ||
			!value_is_word(value, 1, "") || !strcmp(value, "lo")))
		return -EINVAL;
	(void)fmt_print(b->bridge.name, sizeof(b->bridge.name), "%s",
		value ? value : "");
	return 0;
}

SET_FUNCTION(set_bridge_subnet)
{
	struct unit_bridge *b = set_bridge_of(u);
	struct in_addr address;
	uint8_t prefix;
	uint32_t ip, host;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->fixed = false;
		return 0;
	}
	if (strchr(value, ':'))
		return unitfile_refuse(u, no_ipv6);
	if (value_cidr(value, &address, &prefix) < 0)
		return -EINVAL;
	if (b->fixed)
		return unitfile_refuse(
			u, "one subnet is all that this version has");
	if (prefix < 8 || prefix > 29)
		return unitfile_refuse(
			u, "a network has a prefix of 8 to 29 bits");
	ip = ntohl(address.s_addr);
	host = ip & (UINT32_MAX >> prefix);
	if (host || ip >> 24 == 0 || ip >> 24 == 127 || ip >> 24 >= 224)
		return unitfile_refuse(
			u, host ? "there are bits behind the prefix"
				: "not a network of hosts");
	b->fixed = true;
	b->bridge.prefix = prefix;
	b->first = b->last = address; /* until it is checked */
	return 0;
}

SET_FUNCTION(set_bridge_gateway)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->bridge.address.s_addr = INADDR_ANY;
		return 0;
	}
	if (strchr(value, ':'))
		return unitfile_refuse(u, no_ipv6);
	if (b->bridge.address.s_addr)
		return unitfile_refuse(u, "more gateways than subnets");
	return value_ipv4(value, &b->bridge.address);
}

/* "FIRST-LAST" or a subnet of the subnet. */
SET_FUNCTION(set_bridge_range)
{
	const char *dash = value ? strchr(value, '-') : NULL;
	struct in_addr first, last;
	char text[20];
	uint8_t prefix;

	(void)row;
	(void)at;
	if (!value) {
		u->range_set = false;
		return 0;
	}
	if (strchr(value, ':'))
		return unitfile_refuse(u, no_ipv6);
	if (u->range_set)
		return unitfile_refuse(u, "more ranges than subnets");
	if (dash) {
		if (fmt_print(text, sizeof(text), "%.*s", (int)(dash - value),
			    value) < 0 ||
			value_ipv4(text, &first) < 0 ||
			value_ipv4(dash + 1, &last) < 0)
			return -EINVAL;
	} else {
		if (value_cidr(value, &first, &prefix) < 0)
			return -EINVAL;
		last.s_addr = first.s_addr |
			      (prefix < 32 ? htonl(UINT32_MAX >> prefix) : 0);
	}
	if (ntohl(first.s_addr) > ntohl(last.s_addr))
		return unitfile_refuse(u, "it ends before it begins");
	u->range[0] = first;
	u->range[1] = last;
	u->range_set = true;
	return 0;
}

SET_FUNCTION(set_bridge_internal)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	return b ? value_bool(value, &b->bridge.internal) : -ENOMEM;
}

SET_FUNCTION(set_bridge_no_dns)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	return b ? value_bool(value, &b->bridge.no_dns) : -ENOMEM;
}

SET_FUNCTION(set_bridge_resolver)
{
	struct unit_bridge *b = set_bridge_of(u);
	int rc;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->resolver_count = 0;
		return 0;
	}
	if (b->resolver_count == NET_DNS_MAX)
		return unitfile_refuse(u, "4 resolvers at most");
	rc = value_ipv4(value, &b->resolvers[b->resolver_count]);
	b->resolver_count += rc == 0;
	return rc;
}

static int set_isolate(
	struct unitfile *u, struct unit_bridge *b, const char *value)
{
	bool yes;

	b->isolated = !strcmp(value, "containers");
	/* Networks are apart from each other whatever is said. */
	if (b->isolated || !strcmp(value, "strict") ||
		value_bool(value, &yes) == 0)
		return 0;
	return unitfile_refuse(
		u, "isolate is true, strict, containers or false");
}

SET_FUNCTION(set_bridge_option)
{
	struct unit_bridge *b = set_bridge_of(u);
	uint64_t mtu;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->bridge.mtu = 0;
		b->isolated = false;
		return 0;
	}
	if (!strncmp(value, "mtu=", 4)) {
		if (value_number(value + 4, 65535, &mtu) < 0 || mtu < 576)
			return unitfile_refuse(u, "mtu is 576 to 65535");
		b->bridge.mtu = (unsigned)mtu;
		return 0;
	}
	if (!strncmp(value, "isolate=", 8))
		return set_isolate(u, b, value + 8);
	if (!strncmp(value, "vlan=", 5) || !strncmp(value, "parent=", 7) ||
		!strncmp(value, "mode=", 5) || !strncmp(value, "metric=", 7) ||
		!strncmp(value, "no_default_route=", 17))
		return unitfile_refuse(u,
			"not supported by this version; mtu and "
			"isolate are");
	return unitfile_refuse(u, "mtu=BYTES or isolate=true");
}

/* What names say: a label of DNS. */
SET_FUNCTION(set_bridge_name)
{
	struct unit_bridge *b = set_bridge_of(u);
	size_t len = value ? strlen(value) : 0;
	char *copy = NULL;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (value && (len > UNIT_STEM_MAX || !value_is_word(value, len, "-_") ||
			     !value_is_word(value, 1, "")))
		return -EINVAL;
	if (value && !(copy = strdup(value)))
		return -ENOMEM;
	free(b->label);
	b->label = copy;
	return 0;
}

SET_FUNCTION(set_bridge_ipam)
{
	(void)row;
	(void)at;
	if (!strcmp(value, "host-local"))
		return 0;
	if (!strcmp(value, "none") || !strcmp(value, "dhcp"))
		return unitfile_refuse(u,
			"not supported by this version; host-local: "
			"tcr gives the addresses");
	return -EINVAL;
}

SET_FUNCTION(set_bridge_ipv6)
{
	bool yes;

	(void)row;
	(void)at;
	if (value_bool(value, &yes) < 0)
		return -EINVAL;
	return yes ? unitfile_refuse(u, no_ipv6) : 0;
}

SET_FUNCTION(set_pod_exit)
{
	struct unit_pod *pod = set_pod_of(u);

	(void)row;
	(void)at;
	if (!pod)
		return -ENOMEM;
	if (strcmp(value, "stop") != 0 && strcmp(value, "continue") != 0)
		return -EINVAL;
	pod->stays = *value == 'c';
	return 0;
}

SET_FUNCTION(set_pod_shm)
{
	struct unit_pod *pod = set_pod_of(u);
	uint64_t bytes = SHM_BYTES;

	(void)row;
	(void)at;
	if (!pod)
		return -ENOMEM;
	if (value && (value_size(value, &bytes) < 0 || bytes == 0))
		return -EINVAL;
	pod->shm_bytes = bytes;
	return 0;
}
