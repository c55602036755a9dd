/* SPDX-License-Identifier: MIT */
/*
 * attach FOLDER COUNT: a bridge, and as many containers' namespaces as that on
 * it, pinned in the folder, then gone again.  A line for each: its number, the
 * microseconds that it took to come and to go.
 */
#include "net/address.h"
#include "net/net.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define COUNT_MAX 240

static long now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
	return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* 10.88.0.1 and those behind it. */
static struct in6_addr at(int i)
{
	return address_of4((struct in_addr){htonl(0x0a580001U + (unsigned)i)});
}

static int attach(const char *folder, int i, long *us)
{
	struct net_end e = {.name = "eth0",
		.on = "tcr0",
		.addresses = {{at(i), 24}},
		.address_count = 1,
		.gateway = at(0)};
	char path[256];
	struct net_attach a = {.netns_path = path, .ends = &e, .count = 1};
	long from = now_us();
	int rc;

	(void)snprintf(path, sizeof(path), "%s/%d", folder, i);
	(void)snprintf(e.host_if, sizeof(e.host_if), "veth%d", i);
	rc = net_attach_up(&a);
	*us = now_us() - from;
	return rc;
}

static int detach(const char *folder, int i, long *us)
{
	char path[256];
	long from = now_us();
	int rc;

	(void)snprintf(path, sizeof(path), "%s/%d", folder, i);
	rc = net_attach_down(path);
	*us = now_us() - from;
	return rc;
}

int main(int argc, char **argv)
{
	static long up[COUNT_MAX + 1], down[COUNT_MAX + 1];
	struct net_bridge b = {.name = "tcr0",
		.subnets = {{.gateway = at(0)}},
		.subnet_count = 1};
	int count = argc == 3 ? atoi(argv[2]) : 0, rc;

	if (count < 1 || count > COUNT_MAX)
		return 2;
	b.subnets[0].net.ip = address_subnet(&b.subnets[0].gateway, 24);
	b.subnets[0].net.prefix = 24;
	rc = net_bridge_up(&b, NULL, 0);
	for (int i = 1; rc == 0 && i <= count; i++)
		rc = attach(argv[1], i, &up[i]);
	for (int i = count; rc == 0 && i >= 1; i--)
		rc = detach(argv[1], i, &down[i]);
	for (int i = 1; rc == 0 && i <= count; i++)
		printf("%d %ld %ld\n", i, up[i], down[i]);
	return rc < 0;
}
