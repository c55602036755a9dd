/* SPDX-License-Identifier: MIT */
/*
 * A container may send only with its own MAC and IP addresses, and announce no
 * other address by ARP or neighbour discovery.  It may not configure others: no
 * router advertisement, no redirect, no answer of a DHCP server.  Every other
 * frame at its port of the bridge is dropped before the bridge learns from it,
 * also frames with a VLAN tag and other protocols.
 *
 * How it works: sets have what each port may send, so a frame needs one lookup
 * however many containers there are.  They have all containers, running or not,
 * so a port is pinned from its first frame on.  Ports that are not in the set,
 * such as those of other programs, are not restricted.
 *
 * In the bridge family, iifname needs nft_meta_bridge, which may be a module.
 */
#include "net/rules_bridge.h"

#include "init/text.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/rules.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The sets, by what their elements are. */
enum pins {
	PINS_PORT,    /* names of ports */
	PINS_OWN,     /* port, MAC and an IPv4 address */
	PINS_OWN6,    /* port, MAC and an IPv6 address */
	PINS_TARGET6, /* port, MAC and target of a neighbour advertisement */
};

static const struct {
	const char *name, *type;
} sets[] = {
	[PINS_PORT] = {"port", "iifname"},
	[PINS_OWN] = {"own", "iifname . ether saddr . ip saddr"},
	[PINS_OWN6] = {"own6", "iifname . ether saddr . ip6 saddr"},
	[PINS_TARGET6] = {"target6", "iifname . ether saddr . @th,64,128"},
};

/* fe80::/64 and the MAC address as in RFC 4291, appendix A: the kernel's way.
 */
static struct in6_addr link_local(const uint8_t mac[LINK_MAC_LEN])
{
	struct in6_addr a = {.s6_addr = {0xfe, 0x80, [11] = 0xff, [12] = 0xfe}};

	memcpy(a.s6_addr + 8, mac, 3);
	memcpy(a.s6_addr + 13, mac + 3, 3);
	a.s6_addr[8] ^= 2;
	return a;
}

static void put_number(struct text *t, const struct in6_addr *a)
{
	text_put(t, "0x");
	for (size_t i = 0; i < sizeof(struct in6_addr); i++)
		text_put(t, "%02x", a->s6_addr[i]);
}

/* Writes one element; a is not used for the set of ports. */
static void put_element(struct text *t, const struct net_end *e, enum pins pins,
	const struct in6_addr *a)
{
	char ip[ADDRESS_TEXT_MAX];
	uint8_t mac[LINK_MAC_LEN];

	link_mac_or(e->mac, &e->addresses[0].ip, mac);
	text_put(t, "\t\t\t\"%s\"", e->host_if);
	if (pins != PINS_PORT)
		text_put(t, " . %02x:%02x:%02x:%02x:%02x:%02x . ", mac[0],
			mac[1], mac[2], mac[3], mac[4], mac[5]);
	if (pins == PINS_TARGET6)
		put_number(t, a);
	else if (pins != PINS_PORT)
		text_put(t, "%s", address_write(a, ip));
	text_put(t, ",\n");
}

static void put_end(struct text *t, const struct net_end *e, enum pins pins)
{
	bool six = pins == PINS_OWN6 || pins == PINS_TARGET6;
	uint8_t mac[LINK_MAC_LEN];
	struct in6_addr local;

	if (!link_name_ok(e->host_if))
		return;
	if (pins == PINS_PORT)
		put_element(t, e, pins, NULL);
	if (six && net_end_has6(e)) {
		link_mac_or(e->mac, &e->addresses[0].ip, mac);
		local = link_local(mac);
		put_element(t, e, pins, &local);
	}
	for (size_t i = 0; pins != PINS_PORT && i < e->address_count; i++)
		if (address_is4(&e->addresses[i].ip) != six)
			put_element(t, e, pins, &e->addresses[i].ip);
}

static void put_set(
	struct text *t, const struct net_firewall *f, enum pins pins)
{
	text_put(t, "\tset %s {\n\t\ttypeof %s\n\t\telements = {\n",
		sets[pins].name, sets[pins].type);
	for (size_t i = 0; i < f->end_count; i++)
		put_end(t, &f->ends[i], pins);
	text_put(t, "\t\t}\n\t}\n");
}

static void put_chains(struct text *t, bool any6)
{
	text_put(t,
		"\tchain pinned {\n"
		"\t\ttype filter " RULES_PIN_HOOK "; policy accept;\n"
		"\t\tether type ip iifname . ether saddr . ip saddr @own "
		"goto from4\n"
		"\t\tether type arp iifname . ether saddr . arp saddr ip @own "
		"iifname . arp saddr ether . arp saddr ip @own accept\n");
	if (any6)
		text_put(t, "\t\tether type ip6 iifname . ether saddr . "
			    "ip6 saddr @own6 goto from6\n");
	text_put(t, "\t\tiifname @port drop\n"
		    "\t}\n"
		    "\tchain from4 {\n"
		    "\t\tudp sport 67 drop\n"
		    "\t\tudp dport 68 drop\n"
		    "\t}\n");
	if (any6)
		text_put(t,
			"\tchain from6 {\n"
			"\t\ticmpv6 type { nd-router-advert, nd-redirect } "
			"drop\n"
			"\t\ticmpv6 type nd-neighbor-advert "
			"iifname . ether saddr . @th,64,128 != @target6 drop\n"
			"\t\tudp sport 547 drop\n"
			"\t\tudp dport 546 drop\n"
			"\t}\n");
}

void rules_put_pins(struct text *t, const struct net_firewall *f)
{
	bool any = false, any6 = false;

	for (size_t i = 0; i < f->end_count; i++) {
		any |= link_name_ok(f->ends[i].host_if);
		any6 |= link_name_ok(f->ends[i].host_if) &&
			net_end_has6(&f->ends[i]);
	}
	text_put(t, RULES_NO_PINS);
	if (!any)
		return;
	text_put(t, "table bridge " RULES_TABLE " {\n");
	put_set(t, f, PINS_PORT);
	put_set(t, f, PINS_OWN);
	if (any6) {
		put_set(t, f, PINS_OWN6);
		put_set(t, f, PINS_TARGET6);
	}
	put_chains(t, any6);
	text_put(t, "}\n");
}
