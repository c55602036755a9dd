/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_BRIDGE_H
#define NET_RULES_BRIDGE_H

struct net_firewall;
struct text;

/*
 * The part of the firewall's text that is about frames: the table "bridge tcr",
 * made anew.  An end whose name cannot be an interface's is left out.
 */
void rules_put_pins(struct text *t, const struct net_firewall *firewall);

/* By which a kernel's refusal of it is known. */
#define RULES_PIN_HOOK "hook prerouting priority dstnat"

#endif
