/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_UPLINK_H
#define SUPERVISOR_UNITS_LOAD_UPLINK_H

#include <stddef.h>

struct in6_addr;
struct unitfile;

/* What the assignments of an uplink say, together. */
void uplink_check(struct unitfile *u);

/* The assignment that says the address; 0: none, it is the kernel's ip=. */
unsigned uplink_address_at(
	const struct unitfile *u, const struct in6_addr *address);

/*
 * Uplinks across unit files, which are sorted by name: each gets a metric of
 * its own.  What is wrong goes to a unit's report and makes it a bad one.
 */
void uplink_link(struct unitfile *files, size_t count);

#endif
