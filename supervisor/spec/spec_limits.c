/* SPDX-License-Identifier: MIT */
/*
 * The limits of a container, which crun writes to its cgroup.  Limits that OCI
 * has keys for use these, the others are files of cgroup v2 ("unified").
 *
 * Unless its unit says otherwise, every container has a limit of tasks and of
 * memory (supervisor/spec/memory.h), and is killed as a whole when it runs out
 * of memory.
 */
#include "supervisor/spec/spec_limits.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/int64.h"
#include "supervisor/spec/memory.h"
#include "supervisor/units/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/*
 * Podman's 2048 lets a fork bomb stop a small board; 256 would be too few for
 * application servers with a thread for each request (200 is usual) and the
 * programs that they start.
 */
#define PIDS_DEFAULT 512
#define PIDS_KERNEL  32768 /* pid_max if it cannot be read */
#define WHOLE_SHARE  10000

/* 1 if the kernel can keep a limit, else -EOPNOTSUPP after a log line. */
static int can(const struct spec_input *in, const char *file, const char *key)
{
	if (in->cgroup_can && in->cgroup_can(file))
		return 1;
	log_err("%s= cannot be kept: this kernel has no %s (cgroup controller "
		"%.*s)",
		key, file, (int)strcspn(file, "."), file);
	return -EOPNOTSUPP;
}

/* Whether the kernel has the file, for a preference; if not, it warns. */
static bool may(const struct spec_input *in, const char *file, const char *key)
{
	if (in->cgroup_can && in->cgroup_can(file))
		return true;
	log_warn("%s= has no effect: this kernel has no %s", key, file);
	return false;
}

static int64_t smaller(
	struct rights_amount a, struct rights_amount b, uint64_t whole)
{
	int64_t x = memory_amount(a, whole), y = memory_amount(b, whole);

	if (a.kind == AMOUNT_UNSET || b.kind == AMOUNT_UNSET)
		return a.kind == AMOUNT_UNSET ? y : x;
	return int64_min(x, y);
}

static uint64_t device_pids(const struct spec_input *in)
{
	char text[24];
	ssize_t n = io_read_file(
		AT_FDCWD, "/proc/sys/kernel/pid_max", text, sizeof(text));

	return n > 0 && !in->offline ? text_digits(text, NULL, 10)
				     : PIDS_KERNEL;
}

int64_t spec_limits_memory(const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);

	if (e->memory.kind == AMOUNT_UNSET &&
		e->memory_max.kind == AMOUNT_UNSET)
		return memory_container();
	return smaller(e->memory, e->memory_max, memory_device());
}

/* 0, or -EOPNOTSUPP. */
static int put_memory(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	bool asked = e->memory.kind != AMOUNT_UNSET ||
		     e->memory_max.kind != AMOUNT_UNSET;
	int64_t limit = spec_limits_memory(in);

	if (limit == MEMORY_NO_LIMIT)
		return 0;
	if (!asked && !(in->cgroup_can && in->cgroup_can("memory.max")))
		return 0;
	if (can(in, "memory.max",
		    e->memory.kind == AMOUNT_UNSET ? "MemoryMax" : "Memory") <
		0)
		return -EOPNOTSUPP;
	json_open(j, "memory", '{');
	json_int(j, "limit", limit);
	json_close(j, '}');
	return 0;
}

static int put_pids(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	bool asked = e->pids.kind != AMOUNT_UNSET ||
		     e->tasks_max.kind != AMOUNT_UNSET;
	int64_t limit = PIDS_DEFAULT;

	if (asked)
		limit = smaller(e->pids, e->tasks_max, device_pids(in));
	if (limit == INT64_MAX)
		return 0;
	if (!asked && !(in->cgroup_can && in->cgroup_can("pids.max")))
		return 0;
	if (can(in, "pids.max",
		    e->pids.kind == AMOUNT_UNSET ? "TasksMax" : "PidsLimit") <
		0)
		return -EOPNOTSUPP;
	json_open(j, "pids", '{');
	json_int(j, "limit", limit > 0 ? limit : 1);
	json_close(j, '}');
	return 0;
}

static int put_cpu(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	int64_t ms = e->cpu_period_ms ? e->cpu_period_ms : 100;
	const char *cpus = e->cpus;

	if (!e->cpu_quota && !cpus && !e->mems)
		return 0;
	if ((e->cpu_quota && can(in, "cpu.max", "CPUQuota") < 0) ||
		(e->cpus && can(in, "cpuset.cpus", "AllowedCPUs") < 0) ||
		(e->mems && can(in, "cpuset.mems", "AllowedMemoryNodes") < 0))
		return -EOPNOTSUPP;
	json_open(j, "cpu", '{');
	if (e->cpu_quota) {
		int64_t us = ms * (int64_t)e->cpu_quota / (WHOLE_SHARE / 1000);

		json_int(j, "quota", us < 1000 ? 1000 : us);
		json_int(j, "period", ms * 1000);
	}
	if (cpus)
		json_string(j, "cpus", cpus);
	if (e->mems)
		json_string(j, "mems", e->mems);
	json_close(j, '}');
	return 0;
}

/* The disk of a partition, as the kernel limits whole disks. */
static dev_t whole_disk(dev_t device)
{
	char path[PATH_MAX], text[32];
	uint64_t large, small;
	const char *end;

	if (fmt_print(path, sizeof(path), "/sys/dev/block/%u:%u/partition",
		    major(device), minor(device)) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return device;
	(void)fmt_print(path, sizeof(path), "/sys/dev/block/%u:%u/../dev",
		major(device), minor(device));
	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return device;
	large = text_digits(text, &end, 10);
	small = *end == ':' ? text_digits(end + 1, NULL, 10) : 0;
	return *end == ':' ? makedev((unsigned)large, (unsigned)small) : device;
}

static int disk_of(const struct spec_input *in, const char *path, dev_t *device)
{
	struct stat st;

	*device = 0;
	if (in->offline)
		return 0;
	if (stat(path, &st) < 0)
		return failed("limit of %s", path);
	*device = S_ISBLK(st.st_mode) ? whole_disk(st.st_rdev)
				      : whole_disk(st.st_dev);
	if (major(*device) != 0)
		return 0;
	log_err("limit of %s: it is on no block device", path);
	return -ENODEV;
}

/* Writes the unit's items "NAME=N PATH" as one list of OCI, if there are any.
 */
static int put_throttle(struct json *j, const struct spec_input *in,
	const char *name, const char *list)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	size_t len = strlen(name);
	bool open = false;

	for (size_t i = 0; i < e->io.n; i++) {
		const char *item = e->io.v[i];
		dev_t device;
		int rc;

		if (strncmp(item, name, len) != 0)
			continue;
		rc = disk_of(in, strchr(item, ' ') + 1, &device);
		if (rc < 0)
			return rc;
		if (!open)
			json_open(j, list, '[');
		open = true;
		json_open(j, NULL, '{');
		json_int(j, "major", major(device));
		json_int(j, "minor", minor(device));
		json_int(j, "rate", (int64_t)text_digits(item + len, NULL, 10));
		json_close(j, '}');
	}
	if (open)
		json_close(j, ']');
	return 0;
}

static int put_io(struct json *j, const struct spec_input *in)
{
	static const struct {
		const char *name, *list;
	} lists[] = {
		{"rbps=", "throttleReadBpsDevice"},
		{"wbps=", "throttleWriteBpsDevice"},
		{"riops=", "throttleReadIOPSDevice"},
		{"wiops=", "throttleWriteIOPSDevice"},
	};
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	size_t latencies = 0;
	int rc = 0;

	for (size_t i = 0; i < e->io.n; i++)
		latencies += !strncmp(e->io.v[i], "latency=", 8);
	if (e->io.n == latencies)
		return 0;
	if (can(in, "io.max", "IOReadBandwidthMax") < 0)
		return -EOPNOTSUPP;
	json_open(j, "blockIO", '{');
	for (size_t i = 0; i < 4 && rc == 0; i++)
		rc = put_throttle(j, in, lists[i].name, lists[i].list);
	json_close(j, '}');
	return rc;
}

static void put_amount(struct json *j, const char *file, struct rights_amount a)
{
	char text[24];
	int64_t n = memory_amount(a, memory_device());

	(void)fmt_print(text, sizeof(text), "%lld", (long long)n);
	json_string(j, file, n == MEMORY_NO_LIMIT ? "max" : text);
}

static void put_number(struct json *j, const char *file, int n)
{
	char text[16];

	(void)fmt_print(text, sizeof(text), "%d", n);
	json_string(j, file, text);
}

/* Writes the files of memory: preferences, and limits of swap. */
static int put_unified_memory(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	const struct {
		const struct rights_amount *amount;
		const char *file, *key;
		bool hard;
	} rows[] = {
		{&e->memory_high, "memory.high", "MemoryHigh", false},
		{&e->memory_low, "memory.low", "MemoryLow", false},
		{&e->memory_min, "memory.min", "MemoryMin", false},
		{&e->memory_swap_max, "memory.swap.max", "MemorySwapMax", true},
		{&e->memory_zswap_max, "memory.zswap.max", "MemoryZSwapMax",
			true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].amount->kind == AMOUNT_UNSET)
			continue;
		if (rows[i].hard) {
			if (can(in, rows[i].file, rows[i].key) < 0)
				return -EOPNOTSUPP;
		} else if (!may(in, rows[i].file, rows[i].key)) {
			continue;
		}
		put_amount(j, rows[i].file, *rows[i].amount);
	}
	/* As with podman, Memory= allows as much swap as memory. */
	if (e->memory.kind == AMOUNT_NUMBER &&
		e->memory_swap_max.kind == AMOUNT_UNSET && in->cgroup_can &&
		in->cgroup_can("memory.swap.max"))
		put_amount(j, "memory.swap.max", e->memory);
	return 0;
}

static int put_latency(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	char text[64];
	dev_t device;
	int rc;

	for (size_t i = 0; i < e->io.n; i++) {
		const char *item = e->io.v[i];

		if (strncmp(item, "latency=", 8) != 0 ||
			!may(in, "io.latency", "IODeviceLatencyTargetSec"))
			continue;
		rc = disk_of(in, strchr(item, ' ') + 1, &device);
		if (rc < 0)
			return rc;
		(void)fmt_print(text, sizeof(text), "%u:%u target=%llu",
			major(device), minor(device),
			(unsigned long long)text_digits(item + 8, NULL, 10));
		json_string(j, "io.latency", text);
	}
	return 0;
}

static int put_unified(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	bool idle = e->cpu_weight.set && e->cpu_weight.n == 0;
	int rc;

	json_open(j, "unified", '{');
	rc = put_unified_memory(j, in);
	if (e->oom_policy.n != 1 && in->cgroup_can &&
		in->cgroup_can("memory.oom.group"))
		json_string(j, "memory.oom.group", "1");
	if (idle && may(in, "cpu.idle", "CPUWeight"))
		json_string(j, "cpu.idle", "1");
	if (e->cpu_weight.set && !idle && may(in, "cpu.weight", "CPUWeight"))
		put_number(j, "cpu.weight", e->cpu_weight.n);
	if (e->io_weight.set && may(in, "io.weight", "IOWeight"))
		put_number(j, "io.weight", e->io_weight.n);
	if (rc == 0)
		rc = put_latency(j, in);
	json_close(j, '}');
	return rc;
}

int spec_limits_put(struct json *j, const struct spec_input *in)
{
	int rc = put_memory(j, in);

	if (rc == 0)
		rc = put_pids(j, in);
	if (rc == 0)
		rc = put_cpu(j, in);
	if (rc == 0)
		rc = put_io(j, in);
	return rc < 0 ? rc : put_unified(j, in);
}
