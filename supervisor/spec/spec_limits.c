/* SPDX-License-Identifier: MIT */
/*
 * The limits of a container, which crun writes to its cgroup.  Limits that OCI
 * has keys for use these, the others are files of cgroup v2 ("unified").
 *
 * Unless its unit says otherwise, every container has a limit of tasks and of
 * memory (supervisor/spec/memory.h), and is killed as a whole when it runs out
 * of memory.
 *
 * For a container that runs, the same limits are written as files, as crun
 * would write them, and what is not limited gets the kernel's default.
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

/* Whether the kernel has a file for groups of units. */
static bool has_file(const struct spec_input *in, const char *file)
{
	return in->cgroup_can && in->cgroup_can(file);
}

/* 1 if the kernel can keep a limit, else -EOPNOTSUPP after a log line. */
static int can(const struct spec_input *in, const char *file, const char *key)
{
	if (has_file(in, file))
		return 1;
	log_err("%s= cannot be kept: this kernel has no %s (cgroup controller "
		"%.*s)",
		key, file, (int)strcspn(file, "."), file);
	return -EOPNOTSUPP;
}

/* Whether the kernel has the file, for a preference; if not, it warns. */
static bool may(const struct spec_input *in, const char *file, const char *key)
{
	if (has_file(in, file))
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

/* Where limits go: as files of a group, or as keys of config.json. */
struct target {
	struct json *j;           /* NULL: to write */
	spec_limits_write *write; /* NULL: to j */
	int rc; /* how the first write that failed has failed */
};

/* Puts a file of "unified"; text is what the file gets. */
static void put_file(struct target *t, const char *file, const char *text)
{
	int rc = 0;

	if (t->write)
		rc = t->write(file, text);
	else
		json_string(t->j, file, text);
	if (rc < 0 && t->rc == 0)
		t->rc = rc;
}

/* Puts a number; MEMORY_NO_LIMIT is "max". */
static void put_number(struct target *t, const char *file, int64_t n)
{
	char text[24];

	(void)fmt_print(text, sizeof(text), "%lld", (long long)n);
	put_file(t, file, n == MEMORY_NO_LIMIT ? "max" : text);
}

/* Puts the default of a file that the unit does not set: only a group that is
 * in use can have another value. */
static void put_default(struct target *t, const struct spec_input *in,
	const char *file, const char *text)
{
	if (t->write && has_file(in, file))
		put_file(t, file, text);
}

/* 0, or -EOPNOTSUPP. */
static int put_memory(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	struct json *j = t->j;
	bool asked = e->memory.kind != AMOUNT_UNSET ||
		     e->memory_max.kind != AMOUNT_UNSET;
	int64_t limit = spec_limits_memory(in);

	if (limit == MEMORY_NO_LIMIT)
		put_default(t, in, "memory.max", "max");

	if (limit == MEMORY_NO_LIMIT)
		return 0;
	if (!asked && !has_file(in, "memory.max"))
		return 0;
	if (can(in, "memory.max",
		    e->memory.kind == AMOUNT_UNSET ? "MemoryMax" : "Memory") <
		0)
		return -EOPNOTSUPP;
	if (!j) {
		put_number(t, "memory.max", limit);
		return 0;
	}
	json_open(j, "memory", '{');
	json_int(j, "limit", limit);
	json_close(j, '}');
	return 0;
}

static int put_pids(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	struct json *j = t->j;
	bool asked = e->pids.kind != AMOUNT_UNSET ||
		     e->tasks_max.kind != AMOUNT_UNSET;
	int64_t limit = PIDS_DEFAULT;

	if (asked)
		limit = smaller(e->pids, e->tasks_max, device_pids(in));
	if (limit == MEMORY_NO_LIMIT)
		put_default(t, in, "pids.max", "max");
	if (limit == MEMORY_NO_LIMIT)
		return 0;
	if (!asked && !has_file(in, "pids.max"))
		return 0;
	if (can(in, "pids.max",
		    e->pids.kind == AMOUNT_UNSET ? "TasksMax" : "PidsLimit") <
		0)
		return -EOPNOTSUPP;
	limit = int64_max(limit, 1);
	if (!j) {
		put_number(t, "pids.max", limit);
		return 0;
	}
	json_open(j, "pids", '{');
	json_int(j, "limit", limit);
	json_close(j, '}');
	return 0;
}

static void put_cpu_files(struct target *t, const struct spec_input *in,
	int64_t quota_us, int64_t period_us)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	char text[48];

	(void)fmt_print(text, sizeof(text), "%lld %lld", (long long)quota_us,
		(long long)period_us);
	put_default(t, in, "cpu.max", e->cpu_quota ? text : "max 100000");
	/* write(2) of no bytes would change nothing. */
	put_default(t, in, "cpuset.cpus", e->cpus ? e->cpus : "\n");
	put_default(t, in, "cpuset.mems", e->mems ? e->mems : "\n");
}

static int put_cpu(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	int64_t ms = e->cpu_period_ms ? e->cpu_period_ms : 100;
	int64_t us = int64_max(
		1000, ms * (int64_t)e->cpu_quota / (WHOLE_SHARE / 1000));
	struct json *j = t->j;

	if ((e->cpu_quota && can(in, "cpu.max", "CPUQuota") < 0) ||
		(e->cpus && can(in, "cpuset.cpus", "AllowedCPUs") < 0) ||
		(e->mems && can(in, "cpuset.mems", "AllowedMemoryNodes") < 0))
		return -EOPNOTSUPP;
	if (!j)
		put_cpu_files(t, in, us, ms * 1000);
	if (!j || (!e->cpu_quota && !e->cpus && !e->mems))
		return 0;
	json_open(j, "cpu", '{');
	if (e->cpu_quota) {
		json_int(j, "quota", us);
		json_int(j, "period", ms * 1000);
	}
	if (e->cpus)
		json_string(j, "cpus", e->cpus);
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

/* Writes the limits of io.max; a write has one device. */
static int write_io(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	char text[64];
	dev_t device;

	for (size_t i = 0; i < e->io.n; i++) {
		const char *item = e->io.v[i], *blank = strchr(item, ' ');
		int rc = disk_of(in, blank + 1, &device);

		if (rc < 0)
			return rc;
		(void)fmt_print(text, sizeof(text), "%u:%u %.*s", major(device),
			minor(device), (int)(blank - item), item);
		if (strncmp(item, "latency=", 8) != 0)
			put_file(t, "io.max", text);
	}
	return 0;
}

static int put_io(struct target *t, const struct spec_input *in)
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
	struct json *j = t->j;
	size_t latencies = 0;
	int rc = 0;

	for (size_t i = 0; i < e->io.n; i++)
		latencies += !strncmp(e->io.v[i], "latency=", 8);
	if (e->io.n == latencies)
		return 0;
	if (can(in, "io.max", "IOReadBandwidthMax") < 0)
		return -EOPNOTSUPP;
	if (!j)
		return write_io(t, in);
	json_open(j, "blockIO", '{');
	for (size_t i = 0; i < 4 && rc == 0; i++)
		rc = put_throttle(j, in, lists[i].name, lists[i].list);
	json_close(j, '}');
	return rc;
}

static void put_amount(
	struct target *t, const char *file, struct rights_amount a)
{
	put_number(t, file, memory_amount(a, memory_device()));
}

/* Writes the files of memory: preferences, and limits of swap. */
static int put_unified_memory(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	const struct {
		const struct rights_amount *amount;
		const char *file, *key, *unset;
		bool hard;
	} rows[] = {
		{&e->memory_high, "memory.high", "MemoryHigh", "max", false},
		{&e->memory_low, "memory.low", "MemoryLow", "0", false},
		{&e->memory_min, "memory.min", "MemoryMin", "0", false},
		{&e->memory_swap_max, "memory.swap.max", "MemorySwapMax", "max",
			true},
		{&e->memory_zswap_max, "memory.zswap.max", "MemoryZSwapMax",
			"max", true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].amount->kind == AMOUNT_UNSET) {
			put_default(t, in, rows[i].file, rows[i].unset);
			continue;
		}
		if (rows[i].hard) {
			if (can(in, rows[i].file, rows[i].key) < 0)
				return -EOPNOTSUPP;
		} else if (!may(in, rows[i].file, rows[i].key)) {
			continue;
		}
		put_amount(t, rows[i].file, *rows[i].amount);
	}
	/* As with podman, Memory= allows as much swap as memory. */
	if (e->memory.kind == AMOUNT_NUMBER &&
		e->memory_swap_max.kind == AMOUNT_UNSET &&
		has_file(in, "memory.swap.max"))
		put_amount(t, "memory.swap.max", e->memory);
	return 0;
}

static int put_latency(struct target *t, const struct spec_input *in)
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
		put_file(t, "io.latency", text);
	}
	return 0;
}

static int put_unified(struct target *t, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	bool idle = e->cpu_weight.set && e->cpu_weight.n == 0;
	int rc = put_unified_memory(t, in);

	if (e->oom_policy.n == 1)
		put_default(t, in, "memory.oom.group", "0");
	else if (has_file(in, "memory.oom.group"))
		put_file(t, "memory.oom.group", "1");
	if (!idle)
		put_default(t, in, "cpu.idle", "0");
	else if (may(in, "cpu.idle", "CPUWeight"))
		put_file(t, "cpu.idle", "1");
	if (!e->cpu_weight.set)
		put_default(t, in, "cpu.weight", "100");
	else if (!idle && may(in, "cpu.weight", "CPUWeight"))
		put_number(t, "cpu.weight", e->cpu_weight.n);
	if (!e->io_weight.set)
		put_default(t, in, "io.weight", "100");
	else if (may(in, "io.weight", "IOWeight"))
		put_number(t, "io.weight", e->io_weight.n);
	return rc < 0 ? rc : put_latency(t, in);
}

static int put_all(struct target *t, const struct spec_input *in)
{
	int rc = put_memory(t, in);

	if (rc == 0)
		rc = put_pids(t, in);
	if (rc == 0)
		rc = put_cpu(t, in);
	if (rc == 0)
		rc = put_io(t, in);
	if (rc < 0)
		return rc;
	if (!t->write)
		json_open(t->j, "unified", '{');
	rc = put_unified(t, in);
	if (!t->write)
		json_close(t->j, '}');
	return rc < 0 ? rc : t->rc;
}

int spec_limits_put(struct json *j, const struct spec_input *in)
{
	struct target t = {.j = j};

	return put_all(&t, in);
}

int spec_limits_files(const struct spec_input *in, spec_limits_write *write)
{
	struct target t = {.write = write};

	return put_all(&t, in);
}
