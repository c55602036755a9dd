/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_CLIENT_H
#define SUPERVISOR_CLIENT_CLIENT_H

#include "supervisor/base/arena.h"
#include "supervisor/base/exitcode.h"
#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The options of `tcrctl run` alone; NULL or false: not given. */
struct client_made {
	bool detach, rm, read_only, print;
	const char *name, *network, *restart, *stop_timeout, *hostname, *cpus,
		*memory, *rootfs;
	struct strv volumes, tmpfs, ports; /* in the arena */
};

/* The options of `tcrctl verify` alone. */
struct client_check {
	bool strict, dump, system, verbose;
	const char *arch;          /* NULL: not given */
	struct strv images, roots; /* in the arena */
};

/* A tcrd that replaces another answers nobody until it has read all units; for
 * so long nobody is told that there is none. */
#define CLIENT_GAP_MS   2000
#define CLIENT_PAUSE_US 20000 /* between attempts */

/* The parsed command line of tcrctl. */
struct client_args {
	const char *verb;   /* the command's name */
	char *const *names; /* its operands */
	size_t count;
	bool json;          /* --json */
	bool follow;        /* -f */
	const char *boot;   /* -b; NULL: not given */
	const char *since;  /* -S; NULL: not given */
	const char *until;  /* -U; NULL: not given */
	const char *grep;   /* -g; NULL: not given */
	const char *stream; /* --stream; NULL: not given */
	bool jsonl;         /* --jsonl */
	bool kernel;        /* -k */
	bool last_boot;     /* -b -1 */
	bool no_wait;       /* --no-wait */
	bool dry_run;       /* --dry-run */
	bool reverse;       /* --reverse */
	bool tty;           /* -t */
	bool interactive;   /* -i */
	const char *signal; /* -s; NULL: not given */
	int64_t lines;      /* -n, also --count; -1: not given */
	const char *user;   /* -u; NULL: not given */
	const char *dir;    /* -w; NULL: not given */
	struct strv env;    /* -e, K=V or K; in the arena */
	struct arena arena;
	int64_t wait_ms;    /* --timeout or --delay; -1: not given */
	bool force;         /* --force */
	bool restart;       /* --restart */
	int64_t keep_ms;    /* --keep-old-for; 0: not given */
	const char *reason; /* --reason; NULL: not given */
	bool now;           /* --now */
	const char *what;   /* --for; NULL: not given */
	struct client_made made;
	struct client_check check;
	bool oci;          /* --oci */
	struct strv units; /* --units; in the arena */
	const char *from;  /* --from; NULL: not given */
	bool all;          /* -a, --list, or --data */
	bool when_allowed; /* --when-allowed */
	bool yes;          /* --yes */
	bool cancel;       /* --cancel */
};

#endif
