/* SPDX-License-Identifier: MIT */
/*
 * DHCP by busybox udhcpc, which runs in the foreground under the supervisor.
 * For each event it executes a program with the event as argument and the lease
 * in the environment; lease.c checks the lease before it is applied.
 */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "net/address.h"
#include "net/lease.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/route.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define BUSYBOX "/bin/busybox"
#define METRIC  "METRIC" /* variable of the environment: the routes' metric */

/* Writes the file of the resolvers, one address a line. */
static int resolvers_write(
	const char *dir, const char *name, const struct lease *lease)
{
	char text[NET_DNS_MAX * ADDRESS_TEXT_MAX], path[PATH_MAX];
	size_t len = 0;
	int rc = fmt_print(path, sizeof(path), "%s/%s", dir, name);

	for (size_t i = 0; i < lease->dns_count; i++) {
		struct in6_addr dns = address_of4(lease->dns[i]);

		len += strlen(address_write(&dns, text + len));
		text[len++] = '\n'; /* in the place of the NUL */
	}
	if (rc >= 0)
		rc = io_mkdirs(dir, 0755);
	if (rc >= 0)
		rc = io_replace_file(AT_FDCWD, path, text, len, 0644);
	errno = -rc;
	return rc < 0 ? failed("write resolvers of %s", name) : 0;
}

static int resolvers_remove(const char *dir, const char *name)
{
	char path[PATH_MAX];

	if (fmt_print(path, sizeof(path), "%s/%s", dir, name) < 0)
		errno = ENAMETOOLONG;
	else if (unlink(path) == 0 || errno == ENOENT)
		return 0;
	return failed("remove resolvers of %s", name);
}

/* Removes all of a lease: udhcpc starts, or its lease has ended. */
static int deconfigure(
	struct netlink *nl, const struct link *link, const char *dir)
{
	int rc = route_clear(nl, link, AF_INET);

	if (rc == 0)
		rc = route_unlearn(nl, link, NULL);
	if (rc == 0)
		rc = link_address_clear(nl, link, AF_INET);
	if (rc == 0)
		rc = resolvers_remove(dir, link->name);
	return rc < 0 ? rc : link_up(nl, link, 0);
}

/* The metric that net_dhcp_exec() has put into the environment. */
static uint32_t metric_of_uplink(void)
{
	const char *text = getenv(METRIC);
	uint64_t metric = text ? text_digits(text, NULL, 10) : 0;

	return metric ? (uint32_t)metric : NET_METRIC_MIN;
}

/* Whether a router is outside of the subnet: its route needs RTNH_F_ONLINK. */
static bool is_outside(const struct lease *lease, struct in_addr router)
{
	uint32_t difference = ntohl(lease->address.s_addr ^ router.s_addr);

	return (uint64_t)difference >> (32 - lease->prefix) != 0;
}

/* Sets the lease's routes; one that cannot be set is logged and left out. */
static int learn_routes(
	struct netlink *nl, const struct link *link, const struct lease *lease)
{
	int rc = route_unlearn(nl, link, NULL);

	for (size_t i = 0; rc == 0 && i < lease->route_count; i++) {
		const struct lease_route *r = &lease->routes[i];
		bool direct = r->via.s_addr == INADDR_ANY;

		(void)route_learn(nl, link,
			&(struct route){.to = address_of4(r->to),
				.prefix = r->prefix,
				.gateway = address_of4(r->via),
				.metric = metric_of_uplink(),
				.onlink =
					!direct && is_outside(lease, r->via)});
	}
	return rc;
}

static int configure(
	struct netlink *nl, const struct link *link, const char *dir)
{
	struct route route = {.metric = metric_of_uplink()};
	struct in6_addr address;
	struct lease lease;
	const char *why;
	char text[ADDRESS_TEXT_MAX];
	const char *routes = getenv("staticroutes");
	int rc = lease_read(&lease, getenv("ip"), getenv("subnet"),
		getenv("router"), getenv("dns"), &why);

	if (rc < 0) {
		log_err("%s: lease refused: %s", link->name, why);
		return rc;
	}
	lease_routes(&lease, routes ? routes : getenv("msstaticroutes"));
	if (lease.ignored)
		log_warn("%s: %zu routers, resolvers or routes of the lease "
			 "ignored",
			link->name, lease.ignored);
	address = address_of4(lease.address);
	route.gateway = address_of4(lease.router);
	rc = link_address_set(nl, link, &address, lease.prefix);
	route.onlink = is_outside(&lease, lease.router);
	if (rc == 0 && lease.router.s_addr == INADDR_ANY)
		rc = route_clear(nl, link, AF_INET);
	else if (rc == 0)
		rc = route_set(nl, link, &route);
	if (rc == 0)
		rc = learn_routes(nl, link, &lease);
	if (rc == 0)
		rc = resolvers_write(dir, link->name, &lease);
	if (rc == 0)
		log_info("%s: address %s/%u by DHCP", link->name,
			address_write(&address, text), lease.prefix);
	return rc;
}

int net_dhcp_event(const char *event, const char *lease_dir)
{
	bool off = !strcmp(event, "deconfig");
	bool on = !strcmp(event, "bound") || !strcmp(event, "renew");
	const char *name = getenv("interface");
	struct netlink nl;
	struct link link;
	int rc;

	if (!name || !link_name_ok(name)) {
		log_err("dhcp: no interface named");
		return -EINVAL;
	}
	if (!strcmp(event, "leasefail") || !strcmp(event, "nak")) {
		log_warn("%s: no DHCP lease (%s), retrying", name, event);
		return 0;
	}
	if (!on && !off) {
		log_err("%s: unknown DHCP event", name);
		return -EINVAL;
	}
	rc = netlink_open(&nl, 0);
	if (rc < 0)
		return rc;
	rc = link_find(&nl, name, &link);
	if (rc == -ENODEV && off)
		rc = resolvers_remove(lease_dir, name); /* all else is gone */
	else if (rc < 0)
		(void)netlink_failed(&nl, rc, "find interface %s", name);
	else if (on)
		rc = configure(&nl, &link, lease_dir);
	else
		rc = deconfigure(&nl, &link, lease_dir);
	netlink_close(&nl);
	return rc;
}

/* Whether the name can be sent as DHCP option 12 (RFC 2132). */
static bool hostname_ok(const char *name)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t len = strlen(name);

	return len > 0 && len <= 63 && name[0] != '-' &&
	       strspn(name, good) == len;
}

/* PREFIX/sbin/tcrd -> PREFIX/sbin/../lib/tcr/udhcpc-event */
static int find_script(char *path, size_t size, const char *tcrd)
{
	const char *slash = strrchr(tcrd, '/');
	int rc = fmt_print(path, size, "%.*s/../lib/tcr/udhcpc-event",
		slash ? (int)(slash - tcrd) : 1, slash ? tcrd : ".");

	errno = -rc;
	if (rc < 0 || access(path, X_OK) < 0)
		return failed("dhcp: find %s", path);
	return 0;
}

int net_dhcp_exec(const char *name, const char *metric, const char *tcrd_path)
{
	char option[80], script[PATH_MAX];
	struct utsname host;
	/* 5 requests, 1 second each, then a pause of 5 seconds, for ever. */
	const char *args[] = {"udhcpc", "-f", "-R", "-i", name, "-s", script,
		"-t", "5", "-T", "1", "-A", "5", "-o", "-O", "subnet", "-O",
		"router", "-O", "dns", "-O", "121", "-O", "249", NULL, NULL,
		NULL};
	size_t n = sizeof(args) / sizeof(args[0]) - 3;

	if (!link_name_ok(name)) {
		log_err("dhcp: not an interface name");
		return -EINVAL;
	}
	if (find_script(script, sizeof(script), tcrd_path) < 0)
		return -ENOENT;
	if (uname(&host) == 0 && hostname_ok(host.nodename)) {
		(void)fmt_print(
			option, sizeof(option), "hostname:%s", host.nodename);
		args[n++] = "-x";
		args[n] = option;
	}
	if (setenv(METRIC, metric, 1) < 0)
		return failed("%s: environment of udhcpc", name);
	/* execv(3) does not change the strings, though its type allows it. */
	execv(BUSYBOX, (char *const *)(uintptr_t)args);
	return failed("%s: execute " BUSYBOX " udhcpc", name);
}
