/* SPDX-License-Identifier: MIT */
/*
 * The ladders: what each kind of unit is made of, bottom first.  A container is
 * image, network, run; the bridge one rung; tcr-dns a process; an uplink its
 * link and, with DHCP, udhcpc; a volume its mount.  Adding a kind of unit is
 * adding a table.
 */
#include "supervisor/rungs.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/cgroup.h"
#include "supervisor/container.h"
#include "supervisor/daemon.h"
#include "supervisor/paths.h"
#include "supervisor/timers.h"
#include "supervisor/units/target.h"
#include "supervisor/volumes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define UPSTREAMS_MAX   8
#define DNS_TEXT_MAX    (64 << 10)
#define KILL_LIMIT_MS   5000
#define ONLINE_LIMIT_MS 60000

static int bridge_of(
	const struct rung_context *c, struct net_bridge *b, char nft[PATH_MAX])
{
	*b = (struct net_bridge){
		.address = c->unit->conf.address,
		.prefix = CONF_BRIDGE_PREFIX,
		.nft_program = nft,
	};
	if (fmt_print(b->name, sizeof(b->name), "%.*s",
		    (int)strcspn(c->unit->name, "."), c->unit->name) < 0)
		return -ENAMETOOLONG;
	return paths_program(nft, "tcr-nft");
}

/* Every published port of every good unit, in one array. */
static struct net_port *all_ports(const struct conf *conf, size_t *count)
{
	size_t n = 0;
	struct net_port *ports;

	for (size_t i = 0; i < conf->count; i++)
		n += conf->units[i].bad ? 0 : conf->units[i].conf.port_count;
	ports = calloc(n + 1, sizeof(*ports));
	*count = 0;
	for (size_t i = 0; ports && i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		for (size_t p = 0; !u->bad && p < u->conf.port_count; p++) {
			ports[*count] = u->conf.ports[p];
			ports[(*count)++].to_ip = u->conf.address;
		}
	}
	return ports;
}

static int network_up(const void *arg)
{
	const struct rung_context *c = arg;
	char nft[PATH_MAX];
	struct net_bridge b;
	int rc = bridge_of(c, &b, nft);
	struct net_port *ports;

	if (rc < 0)
		return rc;
	ports = all_ports(c->conf, &b.port_count);
	if (!ports)
		return failed("published ports");
	b.ports = ports;
	rc = net_bridge_up(&b);
	free(ports);
	return rc;
}

static int network_down(const void *arg)
{
	char nft[PATH_MAX];
	struct net_bridge b;
	int rc = bridge_of(arg, &b, nft);

	return rc < 0 ? rc : net_bridge_down(&b);
}

static int process_down(const void *arg)
{
	const struct rung_context *c = arg;

	return cgroup_destroy(c->unit->name, KILL_LIMIT_MS);
}

/* Adds "upstream ADDRESS" lines, each once. */
struct upstreams {
	char *text;
	size_t size, len, count;
};

static void add_upstream(struct upstreams *u, const char *address)
{
	char line[64];
	int len = fmt_print(line, sizeof(line), "upstream %s\n", address);

	if (len < 0 || u->count == UPSTREAMS_MAX || strstr(u->text, line) ||
		u->len + (size_t)len >= u->size)
		return;
	memcpy(u->text + u->len, line, (size_t)len + 1);
	u->len += (size_t)len;
	u->count++;
}

/* What DHCP gave: RUN/leases/NAME, one address a line, written by net/. */
static void add_lease(struct upstreams *u, const char *name)
{
	char path[PATH_MAX], text[512];
	struct in_addr address;
	char *save = NULL;

	if (fmt_print(path, sizeof(path), "%s/leases/%s", paths_run(), name) <
			0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return; /* no lease yet */
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		if (inet_pton(AF_INET, line, &address) == 1)
			add_upstream(u, line);
}

static int upstreams(const struct conf *conf, char *text, size_t size)
{
	struct upstreams u = {.text = text, .size = size};
	char address[INET_ADDRSTRLEN];

	text[0] = 0;
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *f = &conf->units[i];

		if (f->bad || f->kind != UNIT_UPLINK)
			continue;
		for (size_t d = 0; d < f->conf.dns_count; d++)
			if (inet_ntop(AF_INET, &f->conf.dns[d], address,
				    sizeof(address)))
				add_upstream(&u, address);
		if (f->conf.uplink.dhcp)
			add_lease(&u, f->conf.uplink.name);
	}
	return (int)u.len;
}

/* The whole of tcr-dns's configuration; see ARCHITECTURE.md. */
static int dns_text(const struct conf *conf, char *text, size_t size)
{
	int bridge = conf_find(conf, CONF_NETWORK);
	char address[INET_ADDRSTRLEN], label[UNIT_NAME_MAX + 1];
	int len, n;

	if (bridge < 0)
		return -ENOENT;
	(void)inet_ntop(AF_INET, &conf->units[bridge].conf.address, address,
		sizeof(address));
	len = fmt_print(text, size, "listen %s " CONF_BRIDGE "\n", address);
	if (len < 0)
		return len;
	n = upstreams(conf, text + len, size - (size_t)len);
	len += n;
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		if (u->bad || u->kind != UNIT_CONTAINER ||
			u->conf.address.s_addr == 0)
			continue;
		(void)inet_ntop(
			AF_INET, &u->conf.address, address, sizeof(address));
		conf_label(u, label, sizeof(label));
		n = fmt_print(text + len, size - (size_t)len, "name %s %s\n",
			label, address);
		if (n < 0)
			return n;
		len += n;
	}
	return len;
}

static int dns_config_path(char path[PATH_MAX])
{
	return paths_unit(path, CONF_DNS, "config");
}

static pid_t dns_spawn(const struct rung_context *c, int output)
{
	char *text = malloc(DNS_TEXT_MAX);
	char program[PATH_MAX], path[PATH_MAX];
	char *argv[] = {program, NULL};
	int len, rc;

	if (!text)
		return failed("tcr-dns: configuration");
	len = dns_text(c->conf, text, DNS_TEXT_MAX);
	rc = len < 0 ? len : paths_program(program, "tcr-dns");
	if (rc == 0)
		rc = dns_config_path(path);
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600);
	if (rc == 0)
		rc = daemon_spawn(
			c->unit->name, argv, text, (size_t)len, output);
	free(text);
	return rc;
}

bool rungs_dns_stale(const struct conf *conf)
{
	char *text = malloc(2 * DNS_TEXT_MAX);
	char path[PATH_MAX];
	int len = text ? dns_text(conf, text, DNS_TEXT_MAX) : -ENOMEM;
	bool stale = false;

	if (len >= 0 && dns_config_path(path) == 0) {
		char *old = text + DNS_TEXT_MAX;
		ssize_t n = io_read_file(AT_FDCWD, path, old, DNS_TEXT_MAX);

		stale = n != len || memcmp(text, old, (size_t)len) != 0;
	}
	free(text);
	return stale;
}

static int uplink_up(const void *arg)
{
	const struct rung_context *c = arg;

	return net_uplink_up(&c->unit->conf.uplink);
}

static int uplink_down(const void *arg)
{
	const struct rung_context *c = arg;

	return net_uplink_down(&c->unit->conf.uplink);
}

/*
 * Up when there is a default route, if an uplink is to give one.  Who only
 * comes after it does not wait for more than one try.
 */
static int online_up(const void *arg)
{
	const struct rung_context *c = arg;
	bool expected = false;

	for (size_t i = 0; i < c->conf->count; i++) {
		const struct unit_file *u = &c->conf->units[i];

		expected |=
			u->kind == UNIT_UPLINK && !u->bad &&
			(u->conf.uplink.dhcp || u->conf.uplink.gateway.s_addr);
	}
	return expected ? net_wait_online(ONLINE_LIMIT_MS) : 0;
}

static pid_t dhcp_spawn(const struct rung_context *c, int output)
{
	char program[PATH_MAX], name[16], verb[] = "dhcp";
	char *argv[] = {program, verb, name, NULL};
	int rc = paths_program(program, "tcrd");

	if (rc < 0 || (rc = fmt_print(name, sizeof(name), "%s",
			       c->unit->conf.uplink.name)) < 0)
		return rc;
	return daemon_spawn(c->unit->name, argv, "", 0, output);
}

static const struct rung container[] = {
	{"image", container_image_up, container_image_down, NULL, 30000},
	{"network", container_network_up, container_network_down, NULL, 30000},
	{"run", container_run_up, container_run_down, NULL, 90000},
};

/* Without an end on the bridge; there may be one from an earlier file. */
static const struct rung alone[] = {
	{"image", container_image_up, container_image_down, NULL, 30000},
	{"network", NULL, container_network_down, NULL, 30000},
	{"run", container_run_up, container_run_down, NULL, 90000},
};

static const struct rung network[] = {
	{"bridge", network_up, network_down, NULL, 30000},
};

static const struct rung dns[] = {
	{"run", NULL, process_down, dns_spawn, 10000},
};

static const struct rung volume[] = {
	{"mount", volumes_up, volumes_down, NULL, 90000},
};

static const struct rung image[] = {
	{"image", volumes_image_up, volumes_image_down, NULL, 30000},
};

static const struct rung uplink[] = {
	{"link", uplink_up, uplink_down, NULL, 30000},
	{"dhcp", NULL, process_down, dhcp_spawn, 10000},
};

/* Nothing to hold: it is up when its turn has come. */
static const struct rung target[] = {
	{"target", NULL, NULL, NULL, 1000},
};

static const struct rung stamped[] = {
	{"stamp", timers_load, NULL, NULL, 10000},
};

static const struct rung online[] = {
	{"route", online_up, NULL, NULL, ONLINE_LIMIT_MS + KILL_LIMIT_MS},
};

const struct rung *rungs_of(
	const struct unit_file *unit, uint8_t *count, bool *process)
{
	*process = true;
	switch (unit->kind) {
	case UNIT_CONTAINER:
		*count = sizeof(container) / sizeof(*container);
		return unit->conf.network == NETWORK_BRIDGE ? container : alone;
	case UNIT_DNS:
		*count = sizeof(dns) / sizeof(*dns);
		return dns;
	case UNIT_NETWORK:
		*process = false;
		*count = sizeof(network) / sizeof(*network);
		return network;
	case UNIT_UPLINK:
		*process = unit->conf.uplink.dhcp;
		*count = unit->conf.uplink.dhcp ? 2 : 1;
		return uplink;
	case UNIT_VOLUME:
		*process = false;
		*count = sizeof(volume) / sizeof(*volume);
		return volume;
	case UNIT_IMAGE:
		*process = false;
		*count = sizeof(image) / sizeof(*image);
		return image;
	case UNIT_TIMER:
		*process = false;
		*count = 1;
		return unit->conf.timer.persistent ? stamped : target;
	case UNIT_TARGET:
		*process = false;
		*count = 1;
		return strcmp(unit->name, TARGET_ONLINE) == 0 ? online : target;
	}
	return NULL;
}
