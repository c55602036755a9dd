/* SPDX-License-Identifier: MIT */
/*
 * The reserve is an eighth of what is free, for page tables, buffers and caches
 * that grow with the device, and 8 MiB for tcrd, crun, a shell and terminals,
 * whose buffers the kernel charges to nobody.
 *
 * A container whose unit sets no limit has one, too.  If there were only a
 * limit of all containers, the kernel would kill the process with the most
 * memory when it is reached.  A file in memory belongs to no process: so the
 * kernel would kill other containers than the one that filled it, one by one,
 * and free nothing by it.
 */
#include "supervisor/spec/memory.h"

#include "init/io.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define MIB           (INT64_C(1) << 20)
#define OFFLINE_BYTES (1024 * MIB)
#define RESERVE_BYTES (8 * MIB)
#define TMPFS_MAX     (64 * MIB)
#define TERMINAL      (2 * MIB + MIB / 2) /* so they fill half the reserve */
#define WHOLE         10000

static struct {
	int64_t available;
	int64_t containers;
	bool online;
} self = {.available = OFFLINE_BYTES,
	.containers = OFFLINE_BYTES / 8 * 7 - RESERVE_BYTES};

static int64_t reserve(void)
{
	return self.available / 8 + RESERVE_BYTES;
}

int64_t memory_amount(struct rights_amount a, uint64_t whole)
{
	uint64_t n = a.n;

	if (a.kind == AMOUNT_SHARE)
		n = whole / WHOLE * a.n + whole % WHOLE * a.n / WHOLE;
	if (a.kind == AMOUNT_INFINITE || n > INT64_MAX)
		return MEMORY_NO_LIMIT;
	return (int64_t)n;
}

uint64_t memory_device(void)
{
	struct sysinfo info = {0};

	if (!self.online)
		return OFFLINE_BYTES;
	(void)sysinfo(&info); /* cannot fail */
	return (uint64_t)info.totalram * info.mem_unit;
}

void memory_init(struct rights_amount containers, int64_t available)
{
	self.online = true;
	self.available = available;
	if (containers.kind != AMOUNT_UNSET) {
		self.containers = memory_amount(containers, memory_device());
		return;
	}
	self.containers = available - reserve();
	if (self.containers < available / 2)
		self.containers = available / 2;
	self.containers -= self.containers % (2 * MIB); /* half is whole MiB */
}

int64_t memory_available(void)
{
	static const char key[] = "MemAvailable:";
	char text[256]; /* MemAvailable is in the third line */
	autofd int fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	const char *at;

	if (n < 0)
		return -errno;
	text[n] = 0;
	at = strstr(text, key);
	if (!at)
		return -ENODATA;
	at += sizeof(key) - 1;
	at += strspn(at, " ");
	return (int64_t)text_digits(at, NULL, 10) * 1024;
}

int64_t memory_containers(void)
{
	return self.containers;
}

int64_t memory_container(void)
{
	return self.containers == MEMORY_NO_LIMIT ? MEMORY_NO_LIMIT
						  : self.containers / 2;
}

uint64_t memory_tmpfs(int64_t limit)
{
	int64_t most = limit < self.available ? limit / 2 : self.available / 2;

	return (uint64_t)(most < TMPFS_MAX ? most : TMPFS_MAX);
}

unsigned memory_terminals(void)
{
	return (unsigned)(reserve() / TERMINAL);
}
