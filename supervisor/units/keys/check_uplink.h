/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_UPLINK_H
#define SUPERVISOR_UNITS_KEYS_CHECK_UPLINK_H

struct in6_addr;
struct draft;

/* Checks the keys of an uplink against each other. */
void check_uplink(struct draft *u);

/*
 * The assignment that sets the address; 0: there is none, it comes from ip= of
 * the kernel command line.
 */
unsigned check_uplink_at(const struct draft *u, const struct in6_addr *address);

#endif
