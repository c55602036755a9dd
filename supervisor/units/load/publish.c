/* SPDX-License-Identifier: MIT */
/* Conflicts between published ports of the device. */
#include "supervisor/units/load/publish.h"

#include "net/address.h"
#include "net/net.h"

static bool overlap(const struct net_port *a, const struct net_port *b)
{
	return a->protocol == b->protocol &&
	       (a->family == b->family || a->family == AF_UNSPEC ||
		       b->family == AF_UNSPEC) &&
	       (address_is(&a->host_ip, &b->host_ip) ||
		       address_is_none(&a->host_ip) ||
		       address_is_none(&b->host_ip)) &&
	       a->host_port < b->host_port + b->count &&
	       b->host_port < a->host_port + a->count;
}

/* The first port that both publish, for the message. */
static unsigned common(const struct net_port *a, const struct net_port *b)
{
	return a->host_port > b->host_port ? a->host_port : b->host_port;
}

/* The index of the first of u's first n ports that overlaps; n: none does. */
static size_t taken(
	const struct draft *u, size_t n, const struct net_port *port)
{
	size_t i = 0;

	while (i < n && !overlap(&u->unit.conf.ports[i], port))
		i++;
	return i;
}

static void check_port(struct draft *files, size_t count, size_t self, size_t i)
{
	struct draft *u = &files[self];
	const struct net_port *port = &u->unit.conf.ports[i];
	const char *protocol = net_protocol(port);
	size_t j = taken(u, i, port);
	char where[PATH_MAX + 16];

	if (j < i) {
		report_error(&u->report, u->port_ats[i],
			"PublishPort= %u/%s is in line %u too",
			common(port, &u->unit.conf.ports[j]), protocol,
			u->report.places[u->port_ats[j] - 1].line);
		return;
	}
	for (size_t k = 0; k < count; k++) {
		const struct draft *other = &files[k];
		size_t n = other->report.failed || !draft_yields(u, other)
				   ? 0
				   : other->unit.conf.port_count;

		j = taken(other, n, port);
		if (j == n)
			continue;
		report_error(&u->report, u->port_ats[i],
			"PublishPort= %u/%s is taken by %s",
			common(port, &other->unit.conf.ports[j]), protocol,
			report_where(&other->report, other->port_ats[j], where,
				sizeof(where)));
		return;
	}
}

void publish_check(struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i].unit.conf.port_count; j++)
			check_port(files, count, i, j);
}
