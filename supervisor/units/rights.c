/* SPDX-License-Identifier: MIT */
/* Rights and limits of a unit: their memory, and the names of their numbers. */
#include "supervisor/units/rights.h"

static const char *const rlimits[RIGHTS_RLIMITS] = {"CPU", "FSIZE", "DATA",
	"STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS",
	"SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"};

static const char *const capabilities[] = {"CAP_CHOWN", "CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL",
	"CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
	"CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE",
	"CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT",
	"CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
	"CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE",
	"CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP",
	"CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
	"CAP_CHECKPOINT_RESTORE"};

/* Not const, because const data takes room in the program's file. */
static struct unit_rights none;

const struct unit_rights *rights_of(const struct unit_rights *e)
{
	return e ? e : &none;
}

const char *rights_rlimit_name(unsigned number)
{
	return number < RIGHTS_RLIMITS ? rlimits[number] : NULL;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void rights_rlimits(const struct unit_rights *e, struct rights_rlimits *out)
{
	const struct rights_rlimits *a = &e->ulimits, *b = &e->limits;

	*out = *a;
	for (unsigned i = 0; i < RIGHTS_RLIMITS; i++) {
		if ((b->set >> i & 1U) == 0)
			continue;
		if ((a->set >> i & 1U) == 0) {
			out->soft[i] = b->soft[i];
			out->hard[i] = b->hard[i];
		} else {
			out->soft[i] = smaller(a->soft[i], b->soft[i]);
			out->hard[i] = smaller(a->hard[i], b->hard[i]);
		}
		out->set |= 1U << i;
	}
}

const char *rights_capability(unsigned number)
{
	return number < sizeof(capabilities) / sizeof(*capabilities)
		       ? capabilities[number]
		       : NULL;
}
