/* SPDX-License-Identifier: MIT */
/*
 * Waits for a default route over a link with carrier.  It looks for one after
 * every change of routes and links that the kernel reports.
 */
#include "init/io.h"
#include "init/log.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/route.h"

#include <errno.h>
#include <linux/rtnetlink.h>

static int ignore(const struct nlmsghdr *message, void *arg)
{
	(void)message;
	(void)arg;
	return 0;
}

int net_wait_online(int64_t limit_ms)
{
	int64_t deadline = io_now_ms() + limit_ms;
	struct netlink nl = {.fd = -1}, events;
	int rc = netlink_open(
		&events, RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | RTMGRP_LINK);

	if (rc < 0)
		return rc;
	rc = netlink_open(&nl, 0);
	while (rc == 0 && (rc = route_any(&nl)) == 0) {
		rc = netlink_event(&events, deadline, ignore, NULL);
		if (rc == -ENOBUFS) /* events were lost: look again */
			rc = 0;
	}
	netlink_close(&nl);
	netlink_close(&events);
	if (rc == -ETIMEDOUT)
		log_err("no default route");
	return rc < 0 ? rc : 0;
}
