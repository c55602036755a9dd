/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RESOLVERS_H
#define SUPERVISOR_RUNGS_RESOLVERS_H

#include "supervisor/units/conf.h"

#include <netinet/in.h>
#include <stddef.h>

#define RESOLVERS_MAX 8

/*
 * The resolvers of the device as they are now, without duplicates: of each
 * uplink those of its file, of DHCP, and those that routers advertise.
 */
struct resolvers {
	struct in6_addr at[RESOLVERS_MAX];
	size_t count;
};

struct resolvers resolvers_find(const struct conf *conf);

#endif
