/* SPDX-License-Identifier: MIT */
/*
 * Whether the device has a way out: a default route.  It is looked for after
 * every change that the kernel tells of; between two of them nothing runs.
 */
#include "net/net.h"
#include "net/netlink.h"

#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define ROUTES_MAX (64 << 10) /* of /proc/net/route */

/* Lines of "eth0 DESTINATION GATEWAY FLAGS ..." in hex: all zeros is default.
 */
static bool has_default(void)
{
	static char text[ROUTES_MAX];
	ssize_t n =
		io_read_file(AT_FDCWD, "/proc/net/route", text, sizeof(text));

	for (const char *p = n > 0 ? strchr(text, '\n') : NULL; p;
		p = strchr(p, '\n')) {
		p++;
		p += strcspn(p, "\t\n");
		if (strncmp(p, "\t00000000\t", 10) == 0)
			return true;
	}
	return false;
}

static int ignore(const struct nlmsghdr *message, void *arg)
{
	(void)message;
	(void)arg;
	return 0;
}

int net_wait_online(int64_t limit_ms)
{
	int64_t deadline = io_now_ms() + limit_ms;
	struct netlink nl;
	int rc = netlink_open(&nl, RTMGRP_IPV4_ROUTE | RTMGRP_LINK);

	if (rc < 0)
		return rc;
	while (!has_default()) {
		rc = netlink_event(&nl, deadline, ignore, NULL);
		if (rc == -ENOBUFS) /* many changes: it is looked again */
			rc = 0;
		if (rc < 0)
			break;
	}
	netlink_close(&nl);
	if (rc == -ETIMEDOUT)
		log_err("no default route");
	return rc;
}
