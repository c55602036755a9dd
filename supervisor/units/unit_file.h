/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_FILE_H
#define SUPERVISOR_UNITS_UNIT_FILE_H

#include "net/net.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/strv.h"
#include "supervisor/units/condition.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/secret.h"
#include "supervisor/units/store.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/unit_life.h"
#include "supervisor/units/unit_logs.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/unit_timer.h"
#include "supervisor/units/volume.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A unit as its files describe it: written by units/load/ through the key
 * table, then constant.  What the unit is doing is in supervisor/life/unit.h.
 */

#define UNIT_STEM_MAX  63 /* it is a DNS label and crun's id */
#define UNIT_NAME_MAX  (UNIT_STEM_MAX + 10) /* with ".container" */
#define UNIT_CAUSE_MAX 256

struct unit_rights; /* supervisor/units/rights.h */

/* Settings of [Unit] that are not dependencies (struct unit_edge). */
struct unit_goals {
	struct strv aliases; /* other names of it, without a suffix */
	char *name;          /* ContainerName=, PodName=; NULL: systemd-NAME */
	bool stop_unneeded;  /* it is stopped when no unit needs it any more */
	bool refuse_start;   /* tcrctl cannot start it, other units can */
	bool refuse_stop;
	bool collect;      /* its file in RUN/conf.d goes when it has ended */
	bool critical;     /* without it firmware on trial is not good */
	int64_t stable_ms; /* ... until it was well for so long */
	int64_t job_timeout_ms; /* how long it may wait to start; 0: for ever */
	struct unit_condition *conditions; /* checked before a start */
	size_t condition_count;
};

/* What the files say; its texts and arrays are in the unit's arena. */
struct unit_conf {
	/* [Unit] */
	char *description; /* dependencies are in unit_file.edges */
	struct unit_goals goals;

	/* [Container] */
	char *image; /* or rootfs, never both */
	char *rootfs;
	struct strv exec;
	bool entrypoint_set; /* Entrypoint= is given, maybe empty */
	struct strv entrypoint;
	struct strv environment; /* K=V; the loader gives a bare K its value */
	struct strv
		environment_files; /* '-' before a path: it may be missing */
	struct strv
		/* [Service] EnvironmentFile=: they must exist */
		variable_files;
	char *user; /* uid or name, without the group */
	char *group;
	char *working_dir;
	char *hostname; /* the loader sets the unit's name by default */
	struct unit_volume *volumes;
	size_t volume_count;
	struct unit_tmpfs *tmpfs;
	size_t tmpfs_count;
	bool read_only;
	bool run_init;
	struct unit_secret *secrets;
	size_t secret_count;
	char *timezone;
	struct strv labels; /* NAME=VALUE */
	struct unit_logs logs;
	struct unit_rights *rights; /* rights and limits; NULL: none is set */
	enum unit_network network;
	struct unit_net *net;       /* of a container or pod */
	struct unit_bridge *bridge; /* of a network */
	struct unit_pod *pod;       /* of a pod */
	/* The loader sets to_ip when it gives out addresses. */
	struct net_port *ports;
	size_t port_count;
	int stop_signal;         /* 0: the image's; SIGTERM if it has none */
	int64_t stop_timeout_ms; /* min(StopTimeout=, TimeoutStopSec=) */

	/* [Service] */
	struct automaton_policy policy; /* Restart*, Type, RemainAfterExit */
	struct unit_life life;          /* all other keys */

	/* [Install] */
	bool wanted; /* it is started at boot: WantedBy=multi-user.target */

	union {
		struct { /* [Uplink] */
			struct net_uplink uplink;
			struct in6_addr dns[NET_DNS_MAX];
			size_t dns_count;
		};
		struct unit_store store; /* [Volume] */
		struct unit_timer timer; /* [Timer] */
	};
};

/*
 * One edge of the dependency graph, from "we" to the unit `on`.  Names are
 * resolved to edges when all units are loaded.
 */
struct unit_edge {
	unsigned on;         /* index of the other unit */
	bool after : 1;      /* we start after it, it stops after us */
	bool require : 1;    /* we cannot start without it, and stop with it */
	bool pull : 1;       /* starting us starts it (Requires, Wants) */
	bool present : 1;    /* it must be up before we start */
	bool bind : 1;       /* we stop whenever it is not up */
	bool part : 1;       /* when it is stopped or restarted, so are we */
	bool uphold : 1;     /* while we are up, it is started again */
	bool conflict : 1;   /* starting one of us stops the other */
	bool on_failure : 1; /* it is started when we have failed */
	bool on_success : 1; /* it is started when we have ended successfully */
	bool trigger : 1;    /* we are a timer and start it */
};

/* What a unit that runs needs so that it is as its files say now. */
enum unit_change {
	CHANGE_NONE,    /* its files are those that it was started with */
	CHANGE_HELD,    /* nothing: only tcrd reads what has changed */
	CHANGE_LIMITS,  /* other limits of its cgroup */
	CHANGE_RESTART, /* to be started again */
};

/*
 * A unit that was read, or is built in.  All that its pointers lead to is in
 * its arena, by the rules of arena.h: what it takes from another unit is
 * copied.  A text that is NULL is not set.
 */
struct unit_file {
	struct arena arena;
	/*
	 * The unit's name in messages, directories, cgroups and logs: "web" for
	 * web.container; all other kinds have their suffix, "eth0.uplink".
	 */
	char name[UNIT_NAME_MAX + 1];
	enum unit_kind kind;
	bool builtin;
	bool masked; /* its file is a link to /dev/null; bad is set, too */
	bool pulled; /* another unit starts it */
	char *path;  /* of its file; NULL if it is built in */
	struct strv dropins; /* their paths, in the order of reading */
	char *stale;         /* why its earlier files are still used, or NULL */
	char *fallback;      /* why only the firmware's files count, or NULL */
	uint32_t own_sum;    /* checksum of its files on the data partition */
	uint32_t below_sum;  /* checksum of its files in the firmware, or 0 */
	char *outdated; /* path of a file made for other firmware, or NULL */
	char *text;     /* of its files in a row; saved_write() frees it */
	enum unit_change changed; /* since it was started */
	char *change; /* which keys those are, or NULL: change_between() */
	/*
	 * Why the unit is refused: "PATH:LINE: message (hint)"; NULL: it is
	 * good. A refused unit keeps its name and description, never starts.
	 */
	char *bad;
	struct unit_conf conf;
	struct unit_edge *edges;
	size_t edge_count;
};

/* Frees all that the unit owns, and forgets it. */
void unit_file_done(struct unit_file *unit);

#endif
