/* SPDX-License-Identifier: MIT */
/* The key table: [Service]: limits and scheduling. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_limits.h"
#include "supervisor/units/set_rights.h"
#include "supervisor/units/unitfile.h"

#define BYTES "bytes with K, M, G or T, a percentage, or infinity"
#define RATE  "/DEVICE and an amount, with K, M or G"
#define LIMIT "SOFT[:HARD], or infinity"

static const struct keys_row rows[] = {
	{KEY_TEXT, "MemoryMax", setlim_bytes, KEYS_EXTRA(memory_max), BYTES,
		NULL,
		KEYS_TEXT("The memory that the container may use. When it "
			  "needs more it is killed as a whole (see OOMPolicy=) "
			  "and restarted as Restart= says. A percentage is of "
			  "the device's memory.",
			"64M")},
	{KEY_TEXT, "MemoryHigh", setlim_bytes, KEYS_EXTRA(memory_high), BYTES,
		NULL,
		KEYS_TEXT("From here on it is slowed down and its memory is "
			  "reclaimed.",
			"48M")},
	{KEY_TEXT, "MemoryLow", setlim_bytes, KEYS_EXTRA(memory_low), BYTES,
		NULL,
		KEYS_TEXT("Memory that is taken from it only when others have "
			  "none left.",
			"16M")},
	{KEY_TEXT, "MemoryMin", setlim_bytes, KEYS_EXTRA(memory_min), BYTES,
		NULL, KEYS_TEXT("Memory that is never taken from it.", "8M")},
	{KEY_TEXT, "MemorySwapMax", setlim_bytes, KEYS_EXTRA(memory_swap_max),
		BYTES, NULL,
		KEYS_TEXT("The swap that it may use; with Memory= it is as "
			  "much as that.",
			"0")},
	{KEY_TEXT, "MemoryZSwapMax", setlim_bytes, KEYS_EXTRA(memory_zswap_max),
		BYTES, NULL,
		KEYS_TEXT("The compressed swap that it may use.", "8M")},
	{KEY_TEXT, "TasksMax", setlim_tasks, KEYS_EXTRA(tasks_max),
		"a number, a percentage, or infinity", NULL,
		KEYS_TEXT("As PidsLimit=; the smaller of both holds. A "
			  "percentage is of what the kernel allows in all.",
			"64")},
	{KEY_TEXT, "CPUQuota", setlim_quota, 0, "a percentage", NULL,
		KEYS_TEXT("How much of one processor it may use; 200% is two.",
			"50%")},
	{KEY_TEXT, "CPUQuotaPeriodSec", setlim_period, 0,
		"a time from 1ms to 1s", NULL,
		KEYS_TEXT("What CPUQuota= is counted over; 100ms otherwise.",
			"10ms")},
	{KEY_TEXT, "CPUWeight", setlim_int, KEYS_EXTRA(cpu_weight),
		"1 to 10000, or idle", NULL,
		KEYS_TEXT("Its share when processors are scarce; others have "
			  "100.",
			"20")},
	{KEY_TEXT, "AllowedCPUs", setlim_cpus, KEYS_EXTRA(cpus),
		"numbers and ranges", NULL,
		KEYS_TEXT("The processors that it runs on.", "0-1 3")},
	{KEY_TEXT, "AllowedMemoryNodes", setlim_cpus, KEYS_EXTRA(mems),
		"numbers and ranges", NULL,
		KEYS_TEXT("The memory nodes that it uses.", "0")},
	{KEY_TEXT, "IOWeight", setlim_int, KEYS_EXTRA(io_weight), "1 to 10000",
		NULL,
		KEYS_TEXT("Its share of a busy disk; others have 100.", "20")},
	{KEY_LIST, "IOReadBandwidthMax", setlim_io, SETLIM_RBPS, RATE, NULL,
		KEYS_TEXT("Bytes a second that it may read from a block "
			  "device, or from the one that holds the file named.",
			"/dev/mmcblk0 5M")},
	{KEY_LIST, "IOWriteBandwidthMax", setlim_io, SETLIM_WBPS, RATE, NULL,
		KEYS_TEXT("The same for writing.", "/var/lib 1M")},
	{KEY_LIST, "IOReadIOPSMax", setlim_io, SETLIM_RIOPS, RATE, NULL,
		KEYS_TEXT("Operations a second that it may read.",
			"/dev/mmcblk0 100")},
	{KEY_LIST, "IOWriteIOPSMax", setlim_io, SETLIM_WIOPS, RATE, NULL,
		KEYS_TEXT("Operations a second that it may write.",
			"/dev/mmcblk0 50")},
	{KEY_LIST, "IODeviceLatencyTargetSec", setlim_io, SETLIM_LATENCY,
		"/DEVICE and a time", NULL,
		KEYS_TEXT("Others are slowed down when an operation of this "
			  "one takes longer. One device.",
			"/dev/mmcblk0 25ms")},
	{KEY_TEXT, "OOMPolicy", setlim_choice, KEYS_EXTRA(oom_policy),
		"stop, continue or kill", NULL,
		KEYS_TEXT("Whether all of the container ends when one of its "
			  "processes is killed for want of memory. stop and "
			  "kill, the default, are one: all is killed; with "
			  "continue the others run on.",
			"continue")},
	{KEY_TEXT, "OOMScoreAdjust", setlim_int, KEYS_EXTRA(oom_score),
		"-1000 to 1000", NULL,
		KEYS_TEXT("How soon it is killed when the device has no memory "
			  "left; 0 otherwise.",
			"-500")},
	{KEY_TEXT, "Nice", setlim_int, KEYS_EXTRA(nice), "-20 to 19", NULL,
		KEYS_TEXT("The priority that the program starts with.", "10")},
	{KEY_TEXT, "CPUSchedulingPolicy", setlim_choice,
		KEYS_EXTRA(sched_policy), "other, batch, idle, fifo or rr",
		NULL,
		KEYS_TEXT("Its scheduling policy, see sched(7).", "fifo")},
	{KEY_TEXT, "CPUSchedulingPriority", setlim_int,
		KEYS_EXTRA(sched_priority), "1 to 99", NULL,
		KEYS_TEXT("The priority that goes with fifo and rr.", "10")},
	{KEY_TEXT, "CPUAffinity", setlim_cpus, KEYS_EXTRA(affinity),
		"numbers and ranges", NULL,
		KEYS_TEXT("The processors that the program starts on; it may "
			  "change that itself, unlike with AllowedCPUs=.",
			"1")},
	{KEY_TEXT, "IOSchedulingClass", setlim_choice, KEYS_EXTRA(io_class),
		"realtime, best-effort, idle, or none", NULL,
		KEYS_TEXT("The class of what it does on disks.", "idle")},
	{KEY_TEXT, "IOSchedulingPriority", setlim_int, KEYS_EXTRA(io_priority),
		"0 to 7", NULL,
		KEYS_TEXT(
			"The priority in that class; 0 is the highest.", "7")},
	{KEY_TEXT, "UMask", setlim_umask, KEYS_EXTRA(umask), "an octal number",
		NULL,
		KEYS_TEXT("Permissions that new files do not have; 0022 "
			  "otherwise.",
			"0077")},
	{KEY_LIST, "DeviceAllow", setright_device_rule,
		KEYS_EXTRA(device_rules), "/DEVICE [rwm]", NULL,
		KEYS_TEXT("A device that may be used, though nothing makes it "
			  "appear in the container: AddDevice= does both.",
			"/dev/fuse rw")},
	{KEY_BOOL, "Delegate", setlim_delegate, KEYS_EXTRA(delegate),
		"yes or no", "no",
		KEYS_TEXT("Whether the container may make cgroups below its "
			  "own, as another supervisor in it would. Its limits "
			  "stay out of its reach.",
			"yes")},
	{KEY_TEXT, "LimitCPU", setlim_rlimit, 0, LIMIT, NULL,
		KEYS_TEXT("Processor time. All Limit keys are as Ulimit=; the "
			  "smaller of both holds.",
			"10min")},
	{KEY_TEXT, "LimitFSIZE", setlim_rlimit, 1, LIMIT, NULL,
		KEYS_TEXT("The size of files that it writes.", "1G")},
	{KEY_TEXT, "LimitDATA", setlim_rlimit, 2, LIMIT, NULL,
		KEYS_TEXT("Data of a process.", "64M")},
	{KEY_TEXT, "LimitSTACK", setlim_rlimit, 3, LIMIT, NULL,
		KEYS_TEXT("The stack of a process.", "8M")},
	{KEY_TEXT, "LimitCORE", setlim_rlimit, 4, LIMIT, NULL,
		KEYS_TEXT("The size of cores.", "0")},
	{KEY_TEXT, "LimitRSS", setlim_rlimit, 5, LIMIT, NULL,
		KEYS_TEXT("Nothing, in today's kernels.", "64M")},
	{KEY_TEXT, "LimitNPROC", setlim_rlimit, 6, LIMIT, NULL,
		KEYS_TEXT("Processes of its user; TasksMax= is better.", "64")},
	{KEY_TEXT, "LimitNOFILE", setlim_rlimit, 7, LIMIT, NULL,
		KEYS_TEXT("Open files of a process.", "4096")},
	{KEY_TEXT, "LimitMEMLOCK", setlim_rlimit, 8, LIMIT, NULL,
		KEYS_TEXT("Memory that a process may lock.", "64M")},
	{KEY_TEXT, "LimitAS", setlim_rlimit, 9, LIMIT, NULL,
		KEYS_TEXT("Address space of a process.", "1G")},
	{KEY_TEXT, "LimitLOCKS", setlim_rlimit, 10, LIMIT, NULL,
		KEYS_TEXT("Nothing, in today's kernels.", "64")},
	{KEY_TEXT, "LimitSIGPENDING", setlim_rlimit, 11, LIMIT, NULL,
		KEYS_TEXT("Signals that wait.", "64")},
	{KEY_TEXT, "LimitMSGQUEUE", setlim_rlimit, 12, LIMIT, NULL,
		KEYS_TEXT("Bytes in message queues.", "800K")},
	{KEY_TEXT, "LimitNICE", setlim_rlimit, 13, LIMIT, NULL,
		KEYS_TEXT("20 less the lowest nice value.", "20")},
	{KEY_TEXT, "LimitRTPRIO", setlim_rlimit, 14, LIMIT, NULL,
		KEYS_TEXT("The highest real-time priority.", "10")},
	{KEY_TEXT, "LimitRTTIME", setlim_rlimit, 15, LIMIT, NULL,
		KEYS_TEXT("Microseconds without a blocking call, in real time.",
			"100000")},
};

const struct keys_row *keys_limits(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
