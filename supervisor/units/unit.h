/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_H
#define SUPERVISOR_UNITS_UNIT_H

#include "net/net.h"
#include "supervisor/base/strv.h"
#include "supervisor/units/condition.h"
#include "supervisor/units/logs.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/secret.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/unitlife.h"
#include "supervisor/units/unittimer.h"
#include "supervisor/units/volume.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A unit: what its file says (written by conf.c through the key table, then
 * constant) and what it is doing (supervisor/manager/manager.c).
 */

#define UNIT_STEM_MAX  63                   /* one DNS label, and crun's id */
#define UNIT_NAME_MAX  (UNIT_STEM_MAX + 10) /* with ".container" */
#define UNIT_CAUSE_MAX 256

enum unit_kind {
	UNIT_CONTAINER, /* NAME.container */
	UNIT_NETWORK,   /* NAME.network; built in: tcr0.network */
	UNIT_DNS,       /* tcr-dns; built in: tcr-dns.service */
	UNIT_FIREWALL,  /* of all networks; built in: tcr-firewall.service */
	UNIT_POD,       /* NAME.pod: namespaces that containers share */
	UNIT_UPLINK,    /* IFNAME.uplink, or the kernel's ip= */
	UNIT_VOLUME,    /* NAME.volume */
	UNIT_IMAGE,     /* NAME.image: a name of an image file */
	UNIT_TIMER,     /* NAME.timer: starts another unit now and then */
	UNIT_MANAGER,   /* tcr.conf: no unit, but read like one */
	UNIT_TARGET,    /* a point that others come before or after; built in */
};

struct unit_rights; /* supervisor/units/rights.h */

/* What it says of other units, beside the edges. */
struct unit_goals {
	struct strv aliases; /* further names, without a suffix */
	bool stop_unneeded;  /* down when nobody wants it any more */
	bool refuse_start;   /* only other units start it */
	bool refuse_stop;
	int64_t job_timeout_ms; /* how long it waits for others; 0: for ever */
	struct unit_condition *conditions; /* of a start */
	size_t condition_count;
};

/* What the file says.  Strings and arrays belong to the unit; NULL: not set. */
struct unit_conf {
	/* [Unit] */
	char *description; /* dependencies become edges, see below */
	struct unit_goals goals;

	/* [Container] */
	char *image; /* or rootfs, never both */
	char *rootfs;
	struct strv exec;
	bool entrypoint_set; /* Entrypoint= given; empty list: none */
	struct strv entrypoint;
	struct strv environment;       /* K=V; a bare K is resolved at load */
	struct strv environment_files; /* absolute; leading '-': may lack */
	struct strv
		variable_files; /* [Service] EnvironmentFile=: must be there */
	char *user;             /* uid or name, without the group */
	char *group;
	char *working_dir;
	char *hostname; /* set at load: the unit's name by default */
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
	struct unit_rights *rights; /* rights and limits; NULL: the usual */
	enum unit_network network;
	struct unit_net *net;       /* of a container or pod */
	struct unit_bridge *bridge; /* of a network */
	struct unit_pod *pod;       /* of a pod */
	struct net_port *ports;     /* to_ip is set when addresses are given */
	size_t port_count;
	int stop_signal;         /* 0: the image's, else SIGTERM */
	int64_t stop_timeout_ms; /* smaller of StopTimeout, TimeoutStopSec */

	/* [Service] */
	struct automaton_policy policy; /* Restart*, Type, RemainAfterExit */
	struct unit_life life;          /* what else there is to it */

	/* [Install] */
	bool wanted; /* at boot: WantedBy=multi-user.target and the like */

	union {
		struct { /* [Uplink] */
			struct net_uplink uplink;
			struct in6_addr dns[NET_DNS_MAX];
			size_t dns_count;
		};
		struct unit_store store; /* [Volume] */
		struct unit_timer timer; /* [Timer] */
	};

	struct in_addr address;   /* on its first network; 0: none */
	struct in6_addr address6; /* there; ::, none */
};

/* One edge of the dependency graph, resolved from names when all are loaded. */
struct unit_edge {
	unsigned on;         /* index of the other unit */
	bool after : 1;      /* we start after it, it stops after us */
	bool require : 1;    /* we cannot start without it, and stop with it */
	bool pull : 1;       /* starting us starts it (Requires, Wants) */
	bool present : 1;    /* it must be there before we are started */
	bool bind : 1;       /* we stop whenever it is not up */
	bool part : 1;       /* stopping or restarting it does so to us */
	bool uphold : 1;     /* while we are up it is started again */
	bool conflict : 1;   /* starting the one stops the other */
	bool on_failure : 1; /* started when we have failed */
	bool on_success : 1; /* started when we have ended well */
	bool trigger : 1;    /* started when we, a timer, are due */
};

/* The part of a unit that conf.c makes. */
struct unit_file {
	/*
	 * What messages, directories, cgroups and logs call it: "web" for
	 * web.container; with its suffix for all others, "eth0.uplink".
	 */
	char name[UNIT_NAME_MAX + 1];
	enum unit_kind kind;
	bool builtin;
	bool masked;         /* a link to /dev/null; bad says so */
	char *path;          /* the file; NULL for a built-in */
	struct strv dropins; /* paths, in the order they were read */
	char *stale;         /* why it is still the one of before, or NULL */
	char *fallback;      /* why its first files do not count, or NULL */
	uint32_t own_sum;    /* of its files on the data partition; 0: none */
	uint32_t below_sum;  /* of the firmware's, if there are such; or 0 */
	char *outdated;      /* the file that was made for others, or NULL */
	char *text;   /* its files, one after the other; for saved_write */
	bool changed; /* its files are not what it was started with */
	/*
	 * Why the unit is refused: "PATH:LINE: message (hint)"; NULL: it is
	 * good. A refused unit keeps its name and description, never starts.
	 */
	char *bad;
	struct unit_conf conf;
	struct unit_edge *edges;
	size_t edge_count;
};

/* Frees what is the unit's. */
void unit_done(struct unit_file *unit);

#endif
