/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_UPLINK_H
#define SUPERVISOR_UNITS_KEYS_CHECK_UPLINK_H

struct in6_addr;
struct draft;

/* What the assignments of an uplink say, together. */
void check_uplink(struct draft *u);

/* The assignment that says the address; 0: none, it is the kernel's ip=. */
unsigned check_uplink_at(const struct draft *u, const struct in6_addr *address);

#endif
