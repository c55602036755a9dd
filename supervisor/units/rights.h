/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_RIGHTS_H
#define SUPERVISOR_UNITS_RIGHTS_H

#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Rights and limits of a unit.  Most units set few of them, so they are in a
 * struct of their own, behind a pointer of struct unit_conf that is NULL if
 * none is set.  A field that is zero was not set.
 */

#define RIGHTS_LIST_MAX 256 /* entries in each list */

/* An amount of memory in bytes, or a number of tasks. */
struct rights_amount {
	enum rights_kind {
		AMOUNT_UNSET,
		AMOUNT_NUMBER,
		AMOUNT_SHARE, /* n / 100 percent of what the device has */
		AMOUNT_INFINITE,
	} kind;
	uint64_t n;
};

struct rights_int {
	bool set;
	int n;
};

#define RIGHTS_RLIMITS   16 /* the kernel's RLIMIT_ numbers are below it */
#define RIGHTS_UNLIMITED UINT64_MAX

struct rights_rlimits {
	unsigned set; /* bit N: limit number N is set */
	uint64_t soft[RIGHTS_RLIMITS];
	uint64_t hard[RIGHTS_RLIMITS];
};

/* What a container may do with tcrd. */
enum rights_control {
	RIGHTS_CONTROL_NONE,
	RIGHTS_CONTROL_STATUS, /* it has the status */
	RIGHTS_CONTROL_UPDATE, /* it may try firmware: control_command.c */
	RIGHTS_CONTROL_FULL,   /* tcrctl does there what it does for root */
};

struct unit_rights {
	/* [Container]: rights */
	/* bit N: the kernel's capability number N */
	uint64_t cap_add, cap_drop;
	bool new_privileges; /* NoNewPrivileges=no */
	/* "sockets", "common", "unconfined" or a path; NULL: the default */
	char *seccomp;
	char *apparmor;
	struct strv groups;               /* GroupAdd=, names or numbers */
	struct strv annotations, sysctls; /* NAME=VALUE */
	struct strv masked, unmasked;     /* paths, in unmasked also ALL */
	struct strv devices;              /* [-]HOST:CONTAINER:RWM */
	struct strv device_rules;         /* DeviceAllow=; PATH:RWM */
	struct strv device_owners;        /* "[PATH] [USER][:GROUP]" */
	struct strv device_modes;         /* "[PATH] OCTAL" */

	/* [Container]: user namespace */
	char *userns;                   /* NULL, host, auto, ns:PATH */
	struct strv uid_maps, gid_maps; /* CONTAINER:HOST:SIZE */
	uint64_t auto_size;             /* UserNS=auto:size=; 0: the default */
	char *auto_of; /* the unit whose ids UserNS=auto takes; NULL: its own */

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
	/* hundredths of a percent of one CPU; 0: no quota */
	uint64_t cpu_quota;
	int64_t cpu_period_ms;        /* 0: the default, 100 ms */
	struct rights_int cpu_weight; /* n is 0 for "idle" */
	struct rights_int io_weight;
	char *cpus, *mems; /* "0-3,5" */
	char *affinity;
	struct strv io; /* "rbps=N PATH", "latency=US PATH", ... */
	bool delegate;

	/* [X-TCR] */
	enum rights_control control;

	/* [Service]: the process */
	struct rights_int oom_policy; /* 0 stop, 1 continue, 2 kill */
	struct rights_int oom_score, nice, umask;
	struct rights_int sched_policy; /* SCHED_OTHER ... SCHED_IDLE */
	struct rights_int sched_priority;
	struct rights_int io_class; /* IOPRIO_CLASS_ numbers */
	struct rights_int io_priority;
};

/* Returns e, or, if e is NULL, a struct in which nothing is set. */
const struct unit_rights *rights_of(const struct unit_rights *e);

/* "NOFILE" for 7; NULL: there is no such limit. */
const char *rights_rlimit_name(unsigned number);

/*
 * Joins the limits of Ulimit= and of Limit...=: if both set one, the smaller
 * counts.
 */
void rights_rlimits(
	const struct unit_rights *rights, struct rights_rlimits *out);

/* "CAP_CHOWN" for 0; NULL: no such capability. */
const char *rights_capability(unsigned number);

#endif
