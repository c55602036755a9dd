/* SPDX-License-Identifier: MIT */
/* The key table: [Service]: limits and scheduling. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set_limits.h"
#include "supervisor/units/keys/set_rights.h"

#define BYTES "bytes with K, M, G or T, a percentage, or infinity"
#define RATE  "/DEVICE and an amount, with K, M or G"
#define LIMIT "SOFT[:HARD], or infinity"

static const struct keys_row rows[] = {
	{"MemoryMax", KEY_TEXT, KEYS_RIGHTS(memory_max), set_limits_bytes,
		BYTES, NULL,
		KEYS_TEXT("The memory that the container may use. When it "
			  "needs more it is killed as a whole (see OOMPolicy=) "
			  "and restarted if Restart= asks for it. A percentage "
			  "is of "
			  "the device's memory. Without it, half of what all "
			  "containers together may use (ContainersMemoryMax= "
			  "in tcr.conf(5)); infinity is all of that.",
			"64M")},
	{"MemoryHigh", KEY_TEXT, KEYS_RIGHTS(memory_high), set_limits_bytes,
		BYTES, NULL,
		KEYS_TEXT("Above this the container is slowed down and its "
			  "memory is reclaimed.",
			"48M")},
	{"MemoryLow", KEY_TEXT, KEYS_RIGHTS(memory_low), set_limits_bytes,
		BYTES, NULL,
		KEYS_TEXT("Memory that is taken from the container only when "
			  "others have none left.",
			"16M")},
	{"MemoryMin", KEY_TEXT, KEYS_RIGHTS(memory_min), set_limits_bytes,
		BYTES, NULL,
		KEYS_TEXT("Memory that is never taken from the container.",
			"8M")},
	{"MemorySwapMax", KEY_TEXT, KEYS_RIGHTS(memory_swap_max),
		set_limits_bytes, BYTES, NULL,
		KEYS_TEXT("The swap that it may use; with Memory= it is as "
			  "much as that.",
			"0")},
	{"MemoryZSwapMax", KEY_TEXT, KEYS_RIGHTS(memory_zswap_max),
		set_limits_bytes, BYTES, NULL,
		KEYS_TEXT("The compressed swap that it may use.", "8M")},
	{"TasksMax", KEY_TEXT, KEYS_RIGHTS(tasks_max), set_limits_tasks,
		"a number, a percentage, or infinity", NULL,
		KEYS_TEXT("As PidsLimit=; the smaller of both holds. A "
			  "percentage is of what the kernel allows in all.",
			"64")},
	{"CPUQuota", KEY_TEXT, 0, set_limits_quota, "a percentage", NULL,
		KEYS_TEXT("How much of one processor it may use; 200% is two.",
			"50%")},
	{"CPUQuotaPeriodSec", KEY_TEXT, 0, set_limits_period,
		"a time from 1ms to 1s", NULL,
		KEYS_TEXT("What CPUQuota= is counted over; 100ms otherwise.",
			"10ms")},
	{"CPUWeight", KEY_TEXT, KEYS_RIGHTS(cpu_weight), set_limits_int,
		"1 to 10000, or idle", NULL,
		KEYS_TEXT("Its share when processors are scarce; others have "
			  "100.",
			"20")},
	{"AllowedCPUs", KEY_TEXT, KEYS_RIGHTS(cpus), set_limits_cpus,
		"numbers and ranges", NULL,
		KEYS_TEXT("The processors that it runs on.", "0-1 3")},
	{"AllowedMemoryNodes", KEY_TEXT, KEYS_RIGHTS(mems), set_limits_cpus,
		"numbers and ranges", NULL,
		KEYS_TEXT("The memory nodes that it uses.", "0")},
	{"IOWeight", KEY_TEXT, KEYS_RIGHTS(io_weight), set_limits_int,
		"1 to 10000", NULL,
		KEYS_TEXT("Its share of a busy disk; others have 100.", "20")},
	{"IOReadBandwidthMax", KEY_LIST, SET_LIMITS_RBPS, set_limits_io, RATE,
		NULL,
		KEYS_TEXT("Bytes a second that it may read from a block "
			  "device, or from the one that holds the file named.",
			"/dev/mmcblk0 5M")},
	{"IOWriteBandwidthMax", KEY_LIST, SET_LIMITS_WBPS, set_limits_io, RATE,
		NULL, KEYS_TEXT("The same for writing.", "/var/lib 1M")},
	{"IOReadIOPSMax", KEY_LIST, SET_LIMITS_RIOPS, set_limits_io, RATE, NULL,
		KEYS_TEXT("Operations a second that it may read.",
			"/dev/mmcblk0 100")},
	{"IOWriteIOPSMax", KEY_LIST, SET_LIMITS_WIOPS, set_limits_io, RATE,
		NULL,
		KEYS_TEXT("Operations a second that it may write.",
			"/dev/mmcblk0 50")},
	{"IODeviceLatencyTargetSec", KEY_LIST, SET_LIMITS_LATENCY,
		set_limits_io, "/DEVICE and a time", NULL,
		KEYS_TEXT("Others are slowed down when an operation of this "
			  "one takes longer. One device.",
			"/dev/mmcblk0 25ms")},
	{"OOMPolicy", KEY_TEXT, KEYS_RIGHTS(oom_policy), set_limits_choice,
		"stop, continue or kill", NULL,
		KEYS_TEXT("Whether all of the container ends when one of its "
			  "processes is killed for want of memory. stop and "
			  "kill, the default, are one: all is killed; with "
			  "continue the others run on.",
			"continue")},
	{"OOMScoreAdjust", KEY_TEXT, KEYS_RIGHTS(oom_score), set_limits_int,
		"-1000 to 1000", NULL,
		KEYS_TEXT("How soon it is killed when the device has no memory "
			  "left; 0 otherwise.",
			"-500")},
	{"Nice", KEY_TEXT, KEYS_RIGHTS(nice), set_limits_int, "-20 to 19", NULL,
		KEYS_TEXT("The priority that the program starts with.", "10")},
	{"CPUSchedulingPolicy", KEY_TEXT, KEYS_RIGHTS(sched_policy),
		set_limits_choice, "other, batch, idle, fifo or rr", NULL,
		KEYS_TEXT("Its scheduling policy, see sched(7).", "fifo")},
	{"CPUSchedulingPriority", KEY_TEXT, KEYS_RIGHTS(sched_priority),
		set_limits_int, "1 to 99", NULL,
		KEYS_TEXT("The priority that goes with fifo and rr.", "10")},
	{"CPUAffinity", KEY_TEXT, KEYS_RIGHTS(affinity), set_limits_cpus,
		"numbers and ranges", NULL,
		KEYS_TEXT("The processors that the program starts on; it may "
			  "change that itself, unlike with AllowedCPUs=.",
			"1")},
	{"IOSchedulingClass", KEY_TEXT, KEYS_RIGHTS(io_class),
		set_limits_choice, "realtime, best-effort, idle, or none", NULL,
		KEYS_TEXT("The class of what it does on disks.", "idle")},
	{"IOSchedulingPriority", KEY_TEXT, KEYS_RIGHTS(io_priority),
		set_limits_int, "0 to 7", NULL,
		KEYS_TEXT(
			"The priority in that class; 0 is the highest.", "7")},
	{"UMask", KEY_TEXT, KEYS_RIGHTS(umask), set_limits_umask,
		"an octal number", NULL,
		KEYS_TEXT("Permissions that new files do not have; 0022 "
			  "otherwise.",
			"0077")},
	{"DeviceAllow", KEY_LIST, KEYS_RIGHTS(device_rules),
		set_rights_device_rule, "/DEVICE [rwm]", NULL,
		KEYS_TEXT("A device that may be used, though nothing makes it "
			  "appear in the container: AddDevice= does both.",
			"/dev/fuse rw")},
	{"Delegate", KEY_BOOL, KEYS_RIGHTS(delegate), set_limits_delegate,
		"yes or no", "no",
		KEYS_TEXT("Whether the container may make cgroups below its "
			  "own, as another supervisor in it would. Its limits "
			  "stay out of its reach.",
			"yes")},
	{"LimitCPU", KEY_TEXT, 0, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Processor time. All Limit keys are as Ulimit=; the "
			  "smaller of both holds.",
			"10min")},
	{"LimitFSIZE", KEY_TEXT, 1, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("The size of files that it writes.", "1G")},
	{"LimitDATA", KEY_TEXT, 2, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Data of a process.", "64M")},
	{"LimitSTACK", KEY_TEXT, 3, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("The stack of a process.", "8M")},
	{"LimitCORE", KEY_TEXT, 4, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("The size of cores.", "0")},
	{"LimitRSS", KEY_TEXT, 5, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Nothing, in today's kernels.", "64M")},
	{"LimitNPROC", KEY_TEXT, 6, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Processes of its user; TasksMax= is better.", "64")},
	{"LimitNOFILE", KEY_TEXT, 7, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Open files of a process.", "4096")},
	{"LimitMEMLOCK", KEY_TEXT, 8, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Memory that a process may lock.", "64M")},
	{"LimitAS", KEY_TEXT, 9, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Address space of a process.", "1G")},
	{"LimitLOCKS", KEY_TEXT, 10, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Nothing, in today's kernels.", "64")},
	{"LimitSIGPENDING", KEY_TEXT, 11, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Signals that wait.", "64")},
	{"LimitMSGQUEUE", KEY_TEXT, 12, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Bytes in message queues.", "800K")},
	{"LimitNICE", KEY_TEXT, 13, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("20 less the lowest nice value.", "20")},
	{"LimitRTPRIO", KEY_TEXT, 14, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("The highest real-time priority.", "10")},
	{"LimitRTTIME", KEY_TEXT, 15, set_limits_rlimit, LIMIT, NULL,
		KEYS_TEXT("Microseconds without a blocking call, in real time.",
			"100000")},
};

const struct keys_row *keys_limits(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
