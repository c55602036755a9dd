/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_RIGHTS_H
#define SUPERVISOR_UNITS_RIGHTS_H

#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a unit says of its rights and limits.  Most units say little of it, so
 * it is apart, behind one pointer of struct unit_conf that is NULL when there
 * is none.  All zero means: as usual.
 */

#define RIGHTS_LIST_MAX 256 /* items in a list */

/* How much of something: of memory in bytes, of tasks as a number. */
struct rights_amount {
	enum rights_kind {
		AMOUNT_UNSET,
		AMOUNT_NUMBER,
		AMOUNT_SHARE, /* n hundredths of a percent of what there is */
		AMOUNT_INFINITE,
	} kind;
	uint64_t n;
};

struct rights_int {
	bool set;
	int n;
};

#define RIGHTS_RLIMITS   16 /* as the kernel numbers them */
#define RIGHTS_UNLIMITED UINT64_MAX

struct rights_rlimits {
	unsigned set; /* a bit each */
	uint64_t soft[RIGHTS_RLIMITS];
	uint64_t hard[RIGHTS_RLIMITS];
};

struct unit_rights {
	/* [Container]: rights */
	uint64_t cap_add, cap_drop; /* a bit each, as the kernel numbers them */
	bool new_privileges;        /* NoNewPrivileges=no */
	char *seccomp; /* NULL: the default; sockets, common, unconfined, /...
			*/
	char *apparmor;
	struct strv groups;               /* GroupAdd=, names or numbers */
	struct strv annotations, sysctls; /* NAME=VALUE */
	struct strv masked, unmasked;     /* paths; unmasked may be ALL */
	struct strv devices;              /* [-]HOST:CONTAINER:RWM */
	struct strv device_rules;         /* DeviceAllow=; PATH:RWM */
	struct strv device_owners;        /* "[PATH] [USER][:GROUP]" */
	struct strv device_modes;         /* "[PATH] OCTAL" */

	/* [Container]: user namespace */
	char *userns;                   /* NULL, host, auto, ns:PATH */
	struct strv uid_maps, gid_maps; /* CONTAINER:HOST:SIZE */
	uint64_t auto_size;             /* UserNS=auto:size=; 0: the usual */

	/* [Container]: limits */
	bool no_tmpfs; /* ReadOnlyTmpfs=no */
	uint64_t shm_bytes;
	struct rights_amount memory; /* Memory= */
	struct rights_amount pids;   /* PidsLimit= */
	struct rights_rlimits ulimits;

	/* [Service]: limits */
	struct rights_amount memory_max, memory_high, memory_low, memory_min;
	struct rights_amount memory_swap_max, memory_zswap_max;
	struct rights_amount tasks_max;
	struct rights_rlimits limits;
	uint64_t cpu_quota;    /* hundredths of a percent of one; 0: none */
	int64_t cpu_period_ms; /* 0: 100 */
	struct rights_int cpu_weight; /* 0: idle */
	struct rights_int io_weight;
	char *cpus, *mems; /* "0-3,5" */
	char *affinity;
	struct strv io; /* "rbps=N PATH", "latency=US PATH", ... */
	bool delegate;

	/* [Service]: the process */
	struct rights_int oom_policy; /* 0 stop, 1 continue, 2 kill */
	struct rights_int oom_score, nice, umask;
	struct rights_int sched_policy; /* SCHED_OTHER ... SCHED_IDLE */
	struct rights_int sched_priority;
	struct rights_int io_class; /* 0 to 3, as the kernel has them */
	struct rights_int io_priority;
};

/* What a unit says; what all zero says when it says nothing (NULL). */
const struct unit_rights *rights_of(const struct unit_rights *e);

/* Frees what it has. */
void rights_done(struct unit_rights *rights);

/* "NOFILE" for 7; NULL: there is no such limit. */
const char *rights_rlimit_name(unsigned number);

/* The limits of both, of each the smaller. */
void rights_rlimits(
	const struct unit_rights *rights, struct rights_rlimits *out);

/* "CAP_CHOWN" for 0; NULL: no such capability. */
const char *rights_capability(unsigned number);

#endif
