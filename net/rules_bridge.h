/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_BRIDGE_H
#define NET_RULES_BRIDGE_H

struct net_firewall;
struct text;

/*
 * Pin: a rule that lets a port of a bridge send only as its own container.
 * Writes the part of the ruleset that replaces the table "bridge tcr".  Ends
 * with an invalid host_if are left out.
 */
void rules_put_pins(struct text *t, const struct net_firewall *firewall);

/* A part of the rules by which rules_missing() recognises them. */
#define RULES_PIN_HOOK "hook prerouting priority dstnat"

#endif
