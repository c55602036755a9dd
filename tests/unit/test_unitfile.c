/* SPDX-License-Identifier: MIT */
/*
 * Unit files beside what is made of them: tests/ini/NAME.container (or
 * another kind)
 * and NAME.expect, which has what is logged and then the unit.  A new case is
 * two new files; EXPECT=write writes the second one, to be read with care.
 *
 * Links: supervisor/units/[a-z]*.c supervisor/signals.c supervisor/utf8.c
 * Links: supervisor/strv.c supervisor/paths.c supervisor/reason.c init/fmt.c
 * Links: init/log.c init/io.c
 */
#include "supervisor/units/extras.h"
#include "supervisor/units/network.h"
#include "supervisor/units/refused.h"
#include "supervisor/units/scan.h"
#include "supervisor/units/unitfile.h"
#include "tests/unit/capture.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#define DIR_NAME "tests/ini"
#define TEXT_MAX (512 << 10)

static char text[TEXT_MAX], want[TEXT_MAX], got[TEXT_MAX];

__attribute__((format(printf, 1, 2))) static void put(const char *format, ...)
{
	size_t at = strlen(got);
	va_list ap;

	va_start(ap, format);
	vsnprintf(got + at, sizeof(got) - at, format, ap);
	va_end(ap);
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

static void put_health(const struct unit_health *h)
{
	put_list("health", &h->cmd);
	put_list("startup", &h->startup);
	put("health: every %lld ms for %lld ms, %u times, from %lld ms on, "
	    "then %d\n",
		(long long)h->interval_ms, (long long)h->timeout_ms, h->retries,
		(long long)h->start_ms, h->on_failure);
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
	if (l->health)
		put_health(l->health);
}

static void put_amount(const char *name, struct extras_amount a)
{
	static const char *const kinds[] = {"", "", " share", " infinite"};

	if (a.kind != AMOUNT_UNSET)
		put("%s: %llu%s\n", name, (unsigned long long)a.n,
			kinds[a.kind]);
}

static void put_int(const char *name, struct extras_int n)
{
	if (n.set)
		put("%s: %d\n", name, n.n);
}

static void put_rights(const struct unit_extras *e)
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

static void put_limits(const struct unit_extras *e)
{
	struct extras_rlimits r;

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
	extras_rlimits(e, &r);
	for (unsigned i = 0; i < EXTRAS_RLIMITS; i++)
		if (r.set >> i & 1U)
			put("limit %s: %lld %lld\n", extras_rlimit_name(i),
				(long long)r.soft[i], (long long)r.hard[i]);
}

static void put_end(const struct unit_end *e)
{
	put("end: %s on %s", e->name, e->network);
	if (e->fixed)
		put(", %s", ip(e->address));
	if (e->mac[0] || e->mac[5])
		put(", mac %02x...%02x", e->mac[0], e->mac[5]);
	for (size_t i = 0; i < e->aliases.n; i++)
		put(", alias %s", e->aliases.v[i]);
	put("\n");
}

static void put_net(const struct unit_conf *conf)
{
	const struct unit_net *net = conf->net;
	char words[NETWORK_WORDS_MAX];

	network_words(conf, words, sizeof(words));
	put("network: %s\n", words);
	for (size_t i = 0; i < conf->port_count; i++)
		put("port: %s:%u to %u, %u, %s\n", ip(conf->ports[i].host_ip),
			conf->ports[i].host_port, conf->ports[i].to_port,
			conf->ports[i].count,
			conf->ports[i].protocol == IPPROTO_UDP ? "udp" : "tcp");
	for (size_t i = 0; i < net->end_count; i++)
		if (net->ends[i].at)
			put_end(&net->ends[i]);
	put_list("alias", &net->aliases);
	put_list("host", &net->hosts);
	for (size_t i = 0; i < net->resolver_count; i++)
		put("resolver: %s\n", ip(net->resolvers[i]));
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
	put_text("label", b->label);
	if (b->fixed) {
		put("gateway: %s/%u\n", ip(b->bridge.address),
			b->bridge.prefix);
		put("first: %s\n", ip(b->first));
		put("last: %s\n", ip(b->last));
	}
	put("internal: %d, no dns %d, isolated %d, mtu %u\n",
		b->bridge.internal, b->bridge.no_dns, b->isolated,
		b->bridge.mtu);
	for (size_t i = 0; i < b->resolver_count; i++)
		put("resolver: %s\n", ip(b->resolvers[i]));
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
	static const char *const types[] = {"tmpfs", "ramfs", "devpts"};

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
	if (!conf->extras)
		return;
	put_rights(conf->extras);
	put_limits(conf->extras);
}

static void put_uplink(const struct unit_conf *conf)
{
	put("interface: %s\n", conf->uplink.name);
	put("dhcp: %d\n", conf->uplink.dhcp);
	put("address: %s/%u\n", ip(conf->uplink.address), conf->uplink.prefix);
	put("gateway: %s\n", ip(conf->uplink.gateway));
	put("mtu: %u\n", conf->uplink.mtu);
	for (size_t i = 0; i < conf->dns_count; i++)
		put("dns: %s\n", ip(conf->dns[i]));
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

static enum unit_kind kind_of(const char *file)
{
	enum unit_kind kind = UNIT_CONTAINER;
	size_t stem;

	if (scan_type(file, &kind, &stem) == SCAN_UNIT)
		return kind;
	return strcmp(file, "tcr.conf") ? UNIT_CONTAINER : UNIT_MANAGER;
}

/* Reads the text as the file of that name; got[] says what came of it. */
static void read_unit(const char *file, const char *bytes, size_t len)
{
	char path[300], stem[UNIT_NAME_MAX + 1];
	char *copy = malloc(len + 1);
	struct unitfile u = {.report.path = path};
	const char *dot = strrchr(file, '.');
	int rc;

	snprintf(path, sizeof(path), "/etc/tcr/conf.d/%s", file);
	memcpy(copy, bytes, len);
	copy[len] = 0;
	snprintf(stem, sizeof(stem), "%.*s", (int)(dot - file), file);
	snprintf(u.unit.name, sizeof(u.unit.name), "%s%s", stem,
		strcmp(dot, ".container") ? dot : "");
	u.unit.kind = kind_of(file);
	captured[0] = 0;
	rc = unitfile_begin(&u, stem, false);
	if (rc == 0)
		rc = unitfile_add(&u, path, copy, len);
	if (rc == 0)
		rc = unitfile_end(&u);
	free(copy);
	got[0] = 0;
	put("%s%s\n", captured,
		rc < 0            ? "failed"
		: u.report.failed ? "bad"
				  : "good");
	put_text("description", u.unit.conf.description);
	for (size_t i = 0; i < u.dep_count && !u.report.failed; i++)
		put("%s: %s, line %u\n",
			unitfile_relation_key(u.deps[i].relation),
			u.deps[i].name,
			u.deps[i].at ? u.report.places[u.deps[i].at - 1].line
				     : 0);
	if (!u.report.failed && u.unit.kind == UNIT_CONTAINER)
		put_container(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_NETWORK)
		put_bridge(u.unit.conf.bridge);
	else if (!u.report.failed && u.unit.kind == UNIT_POD)
		put_pod(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_UPLINK)
		put_uplink(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_VOLUME)
		put_volume(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_IMAGE)
		put("image: %s, %s\n", u.unit.conf.image,
			u.unit.conf.store.arch ? u.unit.conf.store.arch : "");
	if (u.report.failed != (u.report.first != NULL))
		put("the first error is lost\n");
	unitfile_done(&u);
	unitfile_free_unit(&u.unit);
}

static size_t slurp(const char *path, char *out)
{
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(out, 1, TEXT_MAX - 1, f) : 0;

	if (f)
		fclose(f);
	out[len] = 0;
	return len;
}

static void test_file(const char *file)
{
	char path[512];
	size_t len;

	snprintf(path, sizeof(path), DIR_NAME "/%s", file);
	len = slurp(path, text);
	read_unit(file, text, len);
	snprintf(path, sizeof(path), DIR_NAME "/%.*s.expect",
		(int)(strrchr(file, '.') - file), file);
	if (getenv("EXPECT")) {
		FILE *f = fopen(path, "w");

		if (f) {
			fputs(got, f);
			fclose(f);
		}
	}
	slurp(path, want);
	is_str(got, want, file);
}

static int is_unit(const struct dirent *entry)
{
	enum unit_kind kind;
	size_t stem;

	return scan_type(entry->d_name, &kind, &stem) == SCAN_UNIT;
}

static void test_files(void)
{
	struct dirent **entries = NULL;
	int n = scandir(DIR_NAME, &entries, is_unit, alphasort);

	ok(n > 30, "there are cases in " DIR_NAME);
	for (int i = 0; i < n; i++) {
		test_file(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

/* A file with the section, and two lines before it. */
static const char *file_for(enum keys_section section, const char **head)
{
	if (section == SECTION_VOLUME) {
		*head = "[Volume]\nCopy=no";
		return "a.volume";
	}
	if (section == SECTION_IMAGE) {
		*head = "[Image]\nImage=a";
		return "a.image";
	}
	if (section == SECTION_TIMER) {
		*head = "[Timer]\nOnBootSec=1";
		return "a.timer";
	}
	if (section == SECTION_NETWORK) {
		*head = "[Network]\nInternal=no";
		return "a.network";
	}
	if (section == SECTION_POD) {
		*head = "[Pod]\nHostName=a";
		return "a.pod";
	}
	if (section == SECTION_MANAGER) {
		*head = "[Manager]\nLogLevel=info";
		return "tcr.conf";
	}
	*head = "[Container]\nImage=a";
	return "a.container";
}

/* Every key that is not done, by itself, gets its verdict. */
static void test_verdicts(void)
{
	static const char *const words[] = {
		[REFUSED_LATER] = "= is not supported by this version",
		[REFUSED_NEVER] = "= is not supported",
		[REFUSED_WARNED] = "= has no effect",
		[REFUSED_IGNORED] = NULL,
	};
	const struct refused_row *row;
	size_t keys = 0;
	bool all = true;

	for (size_t i = 0; (row = refused_get(i)); i++) {
		const char *names = row->names;
		bool bad = row->verdict == REFUSED_LATER ||
			   row->verdict == REFUSED_NEVER;

		while (*names) {
			char file[512], phrase[128];
			size_t len = strcspn(names, " ");
			const char *head;
			const char *name = file_for(row->section, &head);
			bool good;

			snprintf(file, sizeof(file), "%s\n[%s]\n%.*s=what\n",
				head, keys_section_name(row->section), (int)len,
				names);
			for (char *p = file; *p; p++)
				*p = *p == '*' ? 'X' : *p;
			read_unit(name, file, strlen(file));
			snprintf(phrase, sizeof(phrase), ":4: %.*s%s",
				(int)len - (names[len - 1] == '*'), names,
				names[len - 1] == '*' ? "X" : "");
			good = (strncmp(captured, "error ", 6) == 0) == bad &&
			       (words[row->verdict]
					       ? strstr(captured, phrase) &&
							 strstr(captured,
								 words[row->verdict])
					       : !*captured);
			if (!good)
				printf("# %.*s: %s\n", (int)len, names,
					captured);
			all &= good;
			keys++;
			names += len + (names[len] == ' ');
		}
	}
	ok(all && keys > 150, "%zu keys that are not done are told", keys);
}

/* The same with a value that asks for nothing: nothing is said. */
static void test_harmless(void)
{
	const struct refused_row *row;
	bool all = true;

	for (size_t i = 0; (row = refused_get(i)); i++) {
		const char *head;
		const char *name = file_for(row->section, &head);
		char file[512];

		if (!row->harmless)
			continue;
		snprintf(file, sizeof(file), "%s\n[%s]\n%.*s=%.*s\n", head,
			keys_section_name(row->section),
			(int)strcspn(row->names, " "), row->names,
			(int)strcspn(row->harmless, " "), row->harmless);
		read_unit(name, file, strlen(file));
		all &= !*captured;
	}
	ok(all, "what asks for what is anyway is taken in silence");
}

static void test_sizes(void)
{
	size_t len;
	size_t at = (size_t)sprintf(text, "[Container]\nImage=a\n");

	memset(text + at, 'x', 256 << 10);
	read_unit("a.container", text, 256 << 10);
	ok(strstr(got, "line is longer than 65536 bytes") != NULL,
		"256 KiB without a newline");
	for (len = at; len < (256 << 10) - 8;)
		len += (size_t)sprintf(text + len, "Bad%d\n", (int)(len % 9));
	read_unit("a.container", text, len);
	ok(strstr(got, "more problems\n") && strlen(captured) < 4000,
		"a file of bad lines does not flood the log");
	len = at + (size_t)sprintf(text + at, "[Unit]\n");
	while (len < (256 << 10) - 8)
		len += (size_t)sprintf(text + len, "Aftr=\n");
	read_unit("a.container", text, len);
	ok(strstr(got, "81 more problems\n") != NULL,
		"a file of misspelt keys is not read to its end");
	for (len = at; len < (256 << 10) - 40;)
		len += (size_t)sprintf(text + len, "Environment=A%zu=1\n", len);
	read_unit("a.container", text, len);
	ok(strstr(got, "too many variables") != NULL, "lists have limits");
}

int main(void)
{
	capture_begin();
	test_files();
	test_verdicts();
	test_harmless();
	test_sizes();
	return done_testing();
}
