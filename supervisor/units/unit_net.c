/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unit_net.h"

#include "init/fmt.h"
#include "net/address.h"

#include <string.h>

struct in6_addr unit_net_end_address(const struct unit_end *e, bool is6)
{
	for (size_t i = 0; i < e->address_count; i++)
		if (address_is4(&e->addresses[i]) != is6)
			return e->addresses[i];
	return (struct in6_addr){0};
}

struct in6_addr unit_net_address(const struct unit_net *net, bool is6)
{
	return net && net->end_count ? unit_net_end_address(net->ends, is6)
				     : (struct in6_addr){0};
}

void unit_net_words(enum unit_network network, const struct unit_net *net,
	char *out, size_t size)
{
	size_t len = 0;

	if (network == NETWORK_NONE || network == NETWORK_HOST) {
		(void)fmt_print(out, size, "%s",
			network == NETWORK_NONE ? "none" : "host");
		return;
	}
	if (network != NETWORK_BRIDGE) {
		(void)fmt_print(out, size, "%s", net->join);
		return;
	}
	(void)fmt_print(out, size, "bridge");
	for (size_t i = 0; net && i < net->end_count; i++) {
		const char *name = net->ends[i].network;
		bool own = !strcmp(name, UNIT_NET_BUILTIN);
		int n = fmt_print(out + len, size - len, "%s%.*s", i ? "," : "",
			own ? 6 : (int)(strrchr(name, '.') - name),
			own ? "bridge" : name);

		if (n < 0)
			return;
		len += (size_t)n;
	}
}

const char *unit_net_port(
	const struct net_port *port, char out[UNIT_NET_PORT_MAX])
{
	const char *protocol = net_protocol(port);
	char ip[ADDRESS_TEXT_MAX], host[ADDRESS_TEXT_MAX + 3] = "";

	if (port->family == AF_INET6)
		(void)fmt_print(host, sizeof(host),
			"[%s]:", address_write(&port->host_ip, ip));
	else if (port->family == AF_INET)
		(void)fmt_print(host, sizeof(host),
			"%s:", address_write(&port->host_ip, ip));
	if (port->count > 1)
		(void)fmt_print(out, UNIT_NET_PORT_MAX, "%s%u-%u:%u-%u/%s",
			host, port->host_port,
			port->host_port + port->count - 1U, port->to_port,
			port->to_port + port->count - 1U, protocol);
	else
		(void)fmt_print(out, UNIT_NET_PORT_MAX, "%s%u:%u/%s", host,
			port->host_port, port->to_port, protocol);
	return out;
}
