/* SPDX-License-Identifier: MIT */
/*
 * Writes the metrics and the public lines of logs.  All numbers are read from
 * files of the kernel that take no lock for long: what a netlink request would
 * wait for (other changes of interfaces) must not stop tcrd.  A file that is
 * missing, as of a unit that does not run or a kernel without pressure, only
 * means that its metric has no sample.
 */
#include "supervisor/serve/metrics.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "net/net.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/logs/ring.h"
#include "supervisor/manager/manager.h"
#include "supervisor/rungs/dnsd.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/units/unit_name.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#define CGROUPS     "/sys/fs/cgroup"
#define FILE_MAX    4096        /* of a file with numbers */
#define TRAFFIC_MAX (256 << 10) /* of /proc/net/dev, 125 bytes an interface */
#define END         "# EOF\n"
#define LOG_MAX     8192 /* bytes of a unit's log, 2 * RING_TEXT_MAX */
#define NAME_BYTES  (UNIT_NAME_MAX + 16)
#define LABEL_BYTES (NAME_BYTES + 32) /* with the state */

/* A metric; what is not set is NULL or false. */
struct metric {
	const char *name; /* without "tcr_" */
	const char *help; /* a sentence without its full stop */
	const char *file; /* NULL: it is in no file */
	const char *key;  /* stands before the number; NULL: nothing does */
	bool counter;     /* false: a gauge */
	bool us;          /* in microseconds, shown in seconds */
	bool kib;         /* in KiB, shown in bytes */
};

static const struct metric device[] = {
	{"device_memory_bytes", "Memory of the device", "/proc/meminfo",
		"MemTotal:", .kib = true},
	{"device_memory_available_bytes", "Memory that programs can still get",
		"/proc/meminfo", "MemAvailable:", .kib = true},
	{"device_cpu_seconds", "Time of all processors in use",
		CGROUPS "/cpu.stat", "usage_usec ", .counter = true,
		.us = true},
	{"device_cpu_pressure_seconds", "Time that something waited for a CPU",
		"/proc/pressure/cpu", "total=", .counter = true, .us = true},
	{"device_memory_pressure_seconds",
		"Time that something waited for memory",
		"/proc/pressure/memory", "total=", .counter = true, .us = true},
	{"device_io_pressure_seconds", "Time that something waited for a disk",
		"/proc/pressure/io", "total=", .counter = true, .us = true},
};

/* Files of a unit's cgroup. */
static const struct metric groups[] = {
	{.name = "unit_memory_bytes",
		.help = "Memory that the unit has",
		.file = "memory.current"},
	{.name = "unit_tasks",
		.help = "Processes and threads",
		.file = "pids.current"},
	{"unit_cpu_seconds", "Time of processors that the unit used",
		"cpu.stat", "usage_usec ", .counter = true, .us = true},
	{"unit_oom_kills", "Processes killed for want of memory",
		"memory.events", "oom_kill ", .counter = true},
	{"unit_cpu_pressure_seconds", "Time that a process waited for a CPU",
		"cpu.pressure", "total=", .counter = true, .us = true},
	{"unit_memory_pressure_seconds",
		"Time that a process waited for memory", "memory.pressure",
		"total=", .counter = true, .us = true},
	{"unit_io_pressure_seconds", "Time that a process waited for a disk",
		"io.pressure", "total=", .counter = true, .us = true},
};

static const struct metric info = {
	.name = "info", .help = "The version of tcr"};
static const struct metric device_state = {.name = "device_state",
	.help = "1 for the state that the device is in"};
static const struct metric uptime = {
	"device_uptime_seconds", "Time since the kernel began", .us = true};
static const struct metric state = {
	.name = "unit_state", .help = "1 for the state that the unit is in"};
static const struct metric restarts = {
	"unit_restarts", "Restarts by policy", .counter = true};
static const struct metric traffic[] = {
	{"unit_receive_bytes", "Bytes received", .counter = true},
	{"unit_transmit_bytes", "Bytes sent", .counter = true},
};
/* Of a unit's first start; times_of has what each is. */
static const struct metric start[] = {
	{"unit_start_queued_seconds",
		"Since the kernel began, when the first start was asked for",
		.us = true},
	{"unit_start_begun_seconds", "... when it waited for nothing any more",
		.us = true},
	{"unit_start_ready_seconds", "... when the unit was ready", .us = true},
	{"unit_start_ended_seconds", "... when that start failed or was over",
		.us = true},
};
static const enum times_point times_of[] = {
	TIMES_QUEUED, TIMES_CLEAR, TIMES_READY, TIMES_ENDED};

static const struct metric dns[] = {
	[NET_DNS_QUERIES] = {"dns_queries", "Questions that tcr-dns got",
		.counter = true},
	[NET_DNS_LOCAL] = {"dns_local_answers",
		"Answers from the names of containers", .counter = true},
	[NET_DNS_CACHED] = {"dns_cache_hits", "Answers from the cache",
		.counter = true},
	[NET_DNS_FORWARDED] = {"dns_forwarded",
		"Questions passed on to a resolver", .counter = true},
};

/* What all functions below need. */
struct page {
	struct text t;
	const struct unit *units;
	size_t count;
	const char *interfaces; /* /proc/net/dev */
	struct text before;     /* t without the metric that is being written */
};

/* Begins a metric. */
static void begin(struct page *p, const struct metric *m)
{
	p->before = p->t;
	text_put(&p->t, "# TYPE tcr_%s %s\n# HELP tcr_%s %s.\n", m->name,
		m->counter ? "counter" : "gauge", m->name, m->help);
}

/* Writes a sample; label is "" or "{...}", value negative if not known. */
static void sample(struct page *p, const struct metric *m, const char *label,
	int64_t value)
{
	if (value < 0)
		return;
	text_put(&p->t, "tcr_%s%s%s ", m->name, m->counter ? "_total" : "",
		label);
	if (m->us)
		text_put(&p->t, "%lld.%06d\n", (long long)(value / 1000000),
			(int)(value % 1000000));
	else
		text_put(&p->t, "%lld\n",
			(long long)(m->kib ? value * 1024 : value));
}

/* The number in a file; -1: there is none. */
static int64_t number(const char *path, const char *key)
{
	char text[FILE_MAX];
	const char *at = text;

	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return -1;
	if (key) {
		at = strstr(text, key);
		if (!at)
			return -1;
		at += strlen(key);
		at += strspn(at, " ");
	}
	return (int64_t)text_digits(at, NULL, 10);
}

static int64_t of_group(
	const struct page *p, const struct unit *u, const struct metric *m)
{
	char group[PATH_MAX], path[PATH_MAX];

	(void)p;
	return u->policy.process && cgroup_path(u->file->name, group) == 0 &&
			       fmt_print(path, sizeof(path), CGROUPS "%s/%s",
				       group, m->file) > 0
		       ? number(path, m->key)
		       : -1;
}

/*
 * The bytes that an interface has received (which 0) or sent (1): the first and
 * the ninth number of its line "  NAME: NUMBER...".
 */
static int64_t of_interface(const struct page *p, const char *name, int which)
{
	char key[24];
	const char *at;

	if (!*name || fmt_print(key, sizeof(key), "%s:", name) < 0)
		return -1;
	at = strstr(p->interfaces, key);
	while (at && at > p->interfaces && at[-1] > ' ')
		at = strstr(at + 1, key); /* it was the end of another name */
	if (!at)
		return -1;
	at += strlen(key);
	for (int i = 0; i < which * 8; i++) {
		at += strspn(at, " ");
		at += strcspn(at, " \n");
	}
	at += strspn(at, " ");
	return (int64_t)text_digits(at, NULL, 10);
}

/*
 * The same of a unit.  What a container receives is what the device's end of
 * its veth has sent.  On a parent's interface a container has no such end.
 */
static int64_t of_traffic(
	const struct page *p, const struct unit *u, const struct metric *m)
{
	const struct unit_conf *c = &u->file->conf;
	int which = m == &traffic[1];
	int64_t sum = -1;
	char name[16];

	if (u->file->bad)
		return -1;
	if (u->file->kind == UNIT_UPLINK)
		return of_interface(p, c->uplink.name, which);
	for (size_t i = 0; c->net && i < c->net->end_count; i++) {
		rung_network_host_if(&c->net->ends[i], name);
		int64_t n = of_interface(p, name, !which);

		if (n >= 0)
			sum = sum < 0 ? n : sum + n;
	}
	return sum;
}

static int64_t of_state(
	const struct page *p, const struct unit *u, const struct metric *m)
{
	(void)p;
	(void)u;
	(void)m;
	return 1;
}

static int64_t of_restarts(
	const struct page *p, const struct unit *u, const struct metric *m)
{
	(void)p;
	(void)m;
	return u->restarts;
}

static int64_t of_start(
	const struct page *p, const struct unit *u, const struct metric *m)
{
	int64_t ms = u->times.at[times_of[m - start]];

	(void)p;
	return ms ? ms * 1000 : -1;
}

/* Writes a metric of all units. */
static void put_each(struct page *p, const struct metric *m,
	int64_t (*value)(const struct page *p, const struct unit *u,
		const struct metric *m))
{
	char label[LABEL_BYTES], name[NAME_BYTES];

	begin(p, m);
	for (const struct unit *u = p->units; u < p->units + p->count; u++) {
		unit_name_full(u->file, name, sizeof(name));
		(void)fmt_print(label, sizeof(label),
			m == &state ? "{unit=\"%s\",state=\"%s\"}"
				    : "{unit=\"%s\"}",
			name, life_state(u));
		sample(p, m, label, value(p, u, m));
	}
	if (p->t.rc < 0)
		p->t = p->before;
}

static void put_units(struct page *p)
{
	put_each(p, &state, of_state);
	put_each(p, &restarts, of_restarts);
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		put_each(p, &groups[i], of_group);
	put_each(p, &traffic[0], of_traffic);
	put_each(p, &traffic[1], of_traffic);
	for (size_t i = 0; i < sizeof(start) / sizeof(*start); i++)
		put_each(p, &start[i], of_start);
}

static void put_device(struct page *p)
{
	char label[64];

	begin(p, &info);
	sample(p, &info, "{version=\"" TCR_VERSION "\"}", 1);
	(void)fmt_print(
		label, sizeof(label), "{state=\"%s\"}", manager_state());
	begin(p, &device_state);
	sample(p, &device_state, label, 1);
	begin(p, &uptime);
	sample(p, &uptime, "", io_now_ms() * 1000);
	for (size_t i = 0; i < sizeof(device) / sizeof(*device); i++) {
		begin(p, &device[i]);
		sample(p, &device[i], "",
			number(device[i].file, device[i].key));
	}
}

static void put_dns(struct page *p)
{
	struct net_dns_counters n = {0};

	if (!dnsd_counters(&n))
		return;
	for (size_t i = 0; i < NET_DNS_COUNTERS; i++) {
		begin(p, &dns[i]);
		sample(p, &dns[i], "", (int64_t)n.n[i]);
	}
}

int metrics_write(char *buf, size_t size)
{
	char *interfaces = buf + size - TRAFFIC_MAX;
	struct page p = {.t = {buf, size - TRAFFIC_MAX - sizeof(END), 0, 0},
		.interfaces = interfaces};

	p.units = manager_units(&p.count);
	if (io_read_file(AT_FDCWD, "/proc/net/dev", interfaces, TRAFFIC_MAX) <
		0)
		*interfaces = 0;
	put_device(&p);
	put_dns(&p);
	put_units(&p);
	memcpy(buf + p.t.len, END, sizeof(END));
	return (int)(p.t.len + sizeof(END) - 1);
}

/* Writes the last lines of a ring that has counted so many bytes. */
static void put_log(struct text *t, const struct ring *r, const char *name)
{
	char text[LOG_MAX];
	uint64_t at = r->written > LOG_MAX ? r->written - LOG_MAX : 0;
	bool cut = at > 0;
	ssize_t len = ring_read(r->fd, &at, text, sizeof(text));

	for (const char *line = text, *stop; len > 0 && line < text + len;
		line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(text + len - line));
		if (!stop)
			break;
		if (!cut)
			text_put(
				t, "%s %.*s\n", name, (int)(stop - line), line);
		cut = false;
	}
}

int metrics_logs(char *buf, size_t size)
{
	struct text t = {buf, size, 0, 0};
	size_t count;
	const struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++) {
		const struct text before = t;
		char name[NAME_BYTES];

		if (units[i].file->bad || !units[i].file->conf.logs.public ||
			units[i].out.ring.fd < 0)
			continue;
		unit_name_full(units[i].file, name, sizeof(name));
		put_log(&t, &units[i].out.ring, name);
		if (t.rc < 0)
			t = before;
	}
	return (int)t.len;
}
