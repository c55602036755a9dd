/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_TEXT_H
#define TESTS_UNIT_TEXT_H

/* What was made of a unit file, as text for test_unitfile.c to compare. */
#include "net/address.h"
#include "supervisor/life/reason.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX (512 << 10)

static char got[TEXT_MAX];

__attribute__((format(printf, 1, 2))) static void put(const char *format, ...)
{
	size_t at = strlen(got);
	va_list ap;

	va_start(ap, format);
	vsnprintf(got + at, sizeof(got) - at, format, ap);
	va_end(ap);
}

static const char *host(const struct in6_addr *address)
{
	static char text[ADDRESS_TEXT_MAX];

	return address_write(address, text);
}

static void put_text(const char *name, const char *value)
{
	if (value)
		put("%s: %s\n", name, value);
}

static void put_list(const char *name, const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		put("%s: <%s>\n", name, list->v[i]);
}

static const char *ip(struct in_addr address)
{
	static char out[INET_ADDRSTRLEN];

	return inet_ntop(AF_INET, &address, out, sizeof(out));
}

static void put_number(const char *name, long long value)
{
	if (value)
		put("%s: %lld\n", name, value);
}

static void put_exits(const char *name, const struct reason_set *set)
{
	put("%s:", name);
	for (int status = 0; status < 256 << 8; status += 256)
		if (reason_has(set, status))
			put(" %d", status >> 8);
	for (int sig = 1; sig <= 64; sig++)
		if (reason_has(set, sig))
			put(" signal %d", sig);
	put("\n");
}

/* It is its image's to say, but not all of it. */
static bool says(const struct unit_health *h)
{
	return h->startup.n > 0 || h->has_interval || h->has_timeout ||
	       h->has_start || h->has_retries;
}

static void put_health(const struct unit_health *h)
{
	if (h->from == CHECK_IMAGE)
		put("health of its image, but:%s%s%s%s\n",
			h->has_interval ? " interval" : "",
			h->has_timeout ? " timeout" : "",
			h->has_start ? " start" : "",
			h->has_retries ? " retries" : "");
	put_list("health", &h->cmd);
	put_list("startup", &h->startup);
	put("health: every %lld ms for %lld ms, %u times, from %lld ms on, "
	    "then %d\n",
		(long long)h->times.interval_ms, (long long)h->times.timeout_ms,
		h->times.retries, (long long)h->times.start_ms, h->on_failure);
	if (h->startup.n > 0)
		put("startup: every %lld ms for %lld ms, %u well, %u bad\n",
			(long long)h->startup_interval_ms,
			(long long)h->startup_timeout_ms, h->startup_success,
			h->startup_retries);
}

/* What is not as it is without a key. */
static void put_life(const struct unit_conf *conf)
{
	const struct unit_life *l = &conf->life;

	put_number("steps", conf->policy.steps);
	put_number("reset ms", conf->policy.reset_ms);
	put_number("random ms", l->random_ms);
	put_number("start ms off 90000 by",
		conf->policy.oneshot ? l->start_ms : l->start_ms - 90000);
	put_number("runtime ms", l->runtime_ms);
	put_number("watchdog ms", l->watchdog_ms);
	if (l->watchdog_ms)
		put_number("watchdog signal", l->watchdog_signal);
	put_number("notify", l->notify);
	put_number("notify main", l->notify_main);
	put_number("reload signal", l->reload_signal);
	put_list("reload", &l->reload_cmd);
	put_number("limit ms", l->limit_ms);
	put_number("limit burst", l->limit_burst);
	put_number("limit action", l->limit_action);
	put_number("failure action", l->failure_action);
	put_number("success action", l->success_action);
	if (l->exits) {
		put_exits("success", &l->exits->success);
		put_exits("prevent", &l->exits->prevent);
		put_exits("force", &l->exits->force);
	}
	if (l->health && (l->health->from == CHECK_UNIT || says(l->health)))
		put_health(l->health);
}

static void put_amount(const char *name, struct rights_amount a)
{
	static const char *const kinds[] = {"", "", " share", " infinite"};

	if (a.kind != AMOUNT_UNSET)
		put("%s: %llu%s\n", name, (unsigned long long)a.n,
			kinds[a.kind]);
}

static void put_int(const char *name, struct rights_int n)
{
	if (n.set)
		put("%s: %d\n", name, n.n);
}

static void put_rights(const struct unit_rights *e)
{
	put("capabilities: +%llx -%llx\n", (unsigned long long)e->cap_add,
		(unsigned long long)e->cap_drop);
	put("flags:%s%s%s\n", e->new_privileges ? " privileges" : "",
		e->no_tmpfs ? " no-tmpfs" : "", e->delegate ? " delegate" : "");
	put_text("seccomp", e->seccomp);
	put_text("apparmor", e->apparmor);
	put_text("userns", e->userns);
	put_list("uid map", &e->uid_maps);
	put_list("gid map", &e->gid_maps);
	put_list("group", &e->groups);
	put_list("annotation", &e->annotations);
	put_list("sysctl", &e->sysctls);
	put_list("mask", &e->masked);
	put_list("unmask", &e->unmasked);
	put_list("device", &e->devices);
	put_list("device rule", &e->device_rules);
}

static void put_limits(const struct unit_rights *e)
{
	struct rights_rlimits r;

	if (e->shm_bytes)
		put("shm: %llu\n", (unsigned long long)e->shm_bytes);
	put_amount("memory", e->memory);
	put_amount("pids", e->pids);
	put_amount("memory max", e->memory_max);
	put_amount("memory high", e->memory_high);
	put_amount("memory low", e->memory_low);
	put_amount("memory min", e->memory_min);
	put_amount("swap max", e->memory_swap_max);
	put_amount("zswap max", e->memory_zswap_max);
	put_amount("tasks max", e->tasks_max);
	if (e->cpu_quota)
		put("quota: %llu in %lld ms\n",
			(unsigned long long)e->cpu_quota,
			(long long)e->cpu_period_ms);
	put_int("cpu weight", e->cpu_weight);
	put_int("io weight", e->io_weight);
	put_text("cpus", e->cpus);
	put_text("mems", e->mems);
	put_text("affinity", e->affinity);
	put_list("io", &e->io);
	put_int("oom policy", e->oom_policy);
	put_int("oom score", e->oom_score);
	put_int("nice", e->nice);
	put_int("umask", e->umask);
	put_int("policy", e->sched_policy);
	put_int("priority", e->sched_priority);
	put_int("io class", e->io_class);
	put_int("io priority", e->io_priority);
	rights_rlimits(e, &r);
	for (unsigned i = 0; i < RIGHTS_RLIMITS; i++)
		if (r.set >> i & 1U)
			put("limit %s: %lld %lld\n", rights_rlimit_name(i),
				(long long)r.soft[i], (long long)r.hard[i]);
}

static void put_end(const struct unit_end *e)
{
	put("end: %s on %s", e->name, e->network);
	for (size_t i = 0; i < e->fixed; i++)
		put(", %s", host(&e->addresses[i]));
	if (e->mac[0] || e->mac[5])
		put(", mac %02x...%02x", e->mac[0], e->mac[5]);
	for (size_t i = 0; i < e->aliases.n; i++)
		put(", alias %s", e->aliases.v[i]);
	put("\n");
}

static void put_net(const struct unit_conf *conf)
{
	const struct unit_net *net = conf->net;
	char words[UNIT_NET_WORDS_MAX];

	unit_net_words(conf->network, conf->net, words, sizeof(words));
	put("network: %s\n", words);
	for (size_t i = 0; i < conf->port_count; i++)
		put("port: %s:%u to %u, %u, %s\n",
			conf->ports[i].family ? host(&conf->ports[i].host_ip)
					      : "any",
			conf->ports[i].host_port, conf->ports[i].to_port,
			conf->ports[i].count,
			conf->ports[i].protocol == IPPROTO_UDP ? "udp" : "tcp");
	for (size_t i = 0; i < net->end_count; i++)
		if (net->ends[i].at)
			put_end(&net->ends[i]);
	put_list("alias", &net->aliases);
	put_list("host", &net->hosts);
	for (size_t i = 0; i < net->resolver_count; i++)
		put("resolver: %s\n", host(&net->resolvers[i]));
	if (net->no_resolv)
		put("resolver: none\n");
	put_list("search", &net->search);
	put_list("option", &net->options);
	if (!net->with_pod)
		put("not started with the pod\n");
}

static void put_bridge(const struct unit_bridge *b)
{
	put("interface: %s\n", b->bridge.name);
	if (b->bridge.driver)
		put("driver: %d, parent %s, mode %u\n", b->bridge.driver,
			b->bridge.parent, b->bridge.mode);
	put_text("label", b->label);
	for (size_t i = b->pooled; i < b->bridge.subnet_count; i++) {
		const struct net_subnet *s = &b->bridge.subnets[i];
		bool is4 = address_is4(&s->net.ip);

		put("%s: %s/%u", is4 ? "gateway" : "ipv6", host(&s->gateway),
			s->net.prefix);
		if (!is4) {
			put(", routed %d\n", b->bridge.routed6);
			continue;
		}
		put("\nfirst: %s\n", ip(b->pools[i].first));
		put("last: %s\n", ip(b->pools[i].last));
	}
	put("internal: %d, no dns %d, isolated %d, mtu %u\n",
		b->bridge.internal, b->bridge.no_dns, b->isolated,
		b->bridge.mtu);
	for (size_t i = 0; i < b->resolver_count; i++)
		put("resolver: %s\n", host(&b->resolvers[i]));
}

static void put_pod(const struct unit_conf *conf)
{
	put_text("hostname", conf->hostname);
	put_net(conf);
	for (size_t i = 0; i < conf->volume_count; i++)
		put("volume: %s at %s\n", conf->volumes[i].source,
			conf->volumes[i].destination);
	put("shm: %llu, stays %d, stop %lld ms\n",
		(unsigned long long)conf->pod->shm_bytes, conf->pod->stays,
		(long long)conf->stop_timeout_ms);
}

static void put_container(const struct unit_conf *conf)
{
	static const char *const restarts[] = {"no", "always", "on-success",
		"on-failure", "on-abnormal", "on-abort", "on-watchdog"};
	static const char *const types[] = {
		"tmpfs", "ramfs", "devpts", "anonymous"};

	put_text("image", conf->image);
	put_text("rootfs", conf->rootfs);
	put_list("exec", &conf->exec);
	if (conf->entrypoint_set)
		put("entrypoint: %zu words\n", conf->entrypoint.n);
	put_list("entrypoint", &conf->entrypoint);
	put_list("environment", &conf->environment);
	put_list("environment file", &conf->environment_files);
	put_text("user", conf->user);
	put_text("group", conf->group);
	put_text("working dir", conf->working_dir);
	put_text("hostname", conf->hostname);
	for (size_t i = 0; i < conf->volume_count; i++)
		put("volume: %s at %s (%s)%s%s%s%s\n", conf->volumes[i].source,
			conf->volumes[i].destination,
			conf->volumes[i].options ? conf->volumes[i].options
						 : "",
			conf->volumes[i].named ? " named" : "",
			conf->volumes[i].chown ? " chown" : "",
			conf->volumes[i].overlay ? " overlay" : "",
			conf->volumes[i].idmap ? " idmap" : "");
	for (size_t i = 0; i < conf->tmpfs_count; i++)
		put("%s: %s (%s)\n", types[conf->tmpfs[i].type],
			conf->tmpfs[i].destination,
			conf->tmpfs[i].options ? conf->tmpfs[i].options : "");
	put("read only: %d\n", conf->read_only);
	put_net(conf);
	put("stop: signal %d, %lld ms\n", conf->stop_signal,
		(long long)conf->stop_timeout_ms);
	put("restart: %s, %lld to %lld ms\n", restarts[conf->policy.restart],
		(long long)conf->policy.restart_ms,
		(long long)conf->policy.restart_max_ms);
	put("oneshot: %d, remains %d\n", conf->policy.oneshot,
		conf->policy.remain);
	put("wanted: %d\n", conf->wanted);
	put_life(conf);
	if (!conf->rights)
		return;
	put_rights(conf->rights);
	put_limits(conf->rights);
}

static void put_address(const struct net_address *a)
{
	put("address: %s/%u\n", host(&a->ip), a->prefix);
}

static void put_uplink(const struct unit_conf *conf)
{
	put("interface: %s\n", conf->uplink.name);
	put("dhcp: %d\n", conf->uplink.dhcp);
	for (size_t i = 0; i < conf->uplink.address_count; i++)
		put_address(&conf->uplink.addresses[i]);
	put("gateway: %s\n", ip(conf->uplink.gateway));
	put("mtu: %u\n", conf->uplink.mtu);
	for (size_t i = 0; i < conf->uplink.address6_count; i++)
		put_address(&conf->uplink.addresses6[i]);
	if (!address_is_none(&conf->uplink.gateway6))
		put("gateway: %s\n", host(&conf->uplink.gateway6));
	if (conf->uplink.vlan)
		put("vlan: %u of %s\n", conf->uplink.vlan, conf->uplink.parent);
	if (conf->uplink.metric || conf->uplink.no_ra)
		put("metric: %u, no ra %d\n", conf->uplink.metric,
			conf->uplink.no_ra);
	for (size_t i = 0; i < conf->dns_count; i++)
		put("dns: %s\n", host(&conf->dns[i]));
	put("wanted: %d\n", conf->wanted);
}

static void put_volume(const struct unit_conf *conf)
{
	const struct unit_store *s = &conf->store;

	put_text("directory", s->directory);
	put_text("device", s->device);
	put_text("type", s->type);
	put_text("options", s->options);
	put_text("user", s->user);
	put_text("group", s->group);
	if (s->uid_set)
		put("uid: %u\n", s->uid);
	if (s->gid_set)
		put("gid: %u\n", s->gid);
	put_text("image", conf->image);
	put("copy: %d, boot %d, size %llu\n", s->copy, s->boot,
		(unsigned long long)s->size_max);
}

#endif
