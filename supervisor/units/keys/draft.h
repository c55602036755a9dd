/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_DRAFT_H
#define SUPERVISOR_UNITS_KEYS_DRAFT_H

#include "supervisor/base/strv.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/text/report.h"
#include "supervisor/units/text/specifier.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAFT_DEPS_MAX  256   /* names in After=, Before=, ... together */
#define DRAFT_PORTS_MAX 64    /* PublishPort= lines */
#define DRAFT_RANK_MAX  16    /* directories in a search path */
#define DRAFT_LINES_MAX 16384 /* assignments of a unit, drop-ins too */

enum draft_relation {
	RELATION_AFTER,
	RELATION_BEFORE,
	RELATION_REQUIRES,
	RELATION_WANTS,
	RELATION_BINDS_TO,
	RELATION_PART_OF,
	RELATION_REQUISITE,
	RELATION_UPHOLDS,
	RELATION_CONFLICTS,
	RELATION_ON_FAILURE,
	RELATION_ON_SUCCESS,
	RELATION_WANTED_BY,
	RELATION_REQUIRED_BY,
	RELATION_UPHELD_BY,
	RELATION_TRIGGERS,
};

/* A dependency as it is written: resolved when all files are read. */
struct draft_dep {
	enum draft_relation relation;
	unsigned at; /* the assignment; 0: it is implied */
	char *name;  /* NULL: nobody wrote it */
	int on;      /* index of that unit; -1: none, or always there */
};

/* An assignment as it is written; report.places says where. */
struct draft_line {
	enum keys_section section;
	unsigned file;     /* which one of the unit's files; 0: its own */
	char *key;         /* owned */
	const char *value; /* in the same piece of memory */
};

/*
 * Draft: a unit while files are read.  It has the unit, and what is only needed
 * until all units have been checked against each other.
 */
struct draft {
	struct unit_file unit;
	struct report report;
	struct specifier_names names;
	char *stem;               /* "app@x", for names */
	struct draft_line *lines; /* assignment n is lines[n - 1] */
	size_t line_room;
	unsigned *last;        /* of each key (keys_count()): assignment */
	unsigned file_count;   /* read so far */
	size_t bytes;          /* of them, and a newline behind each */
	struct strv words;     /* of a command, while its setter runs */
	struct strv variables; /* what $ can mean */
	char *lacking; /* the first EnvironmentFile= that is not there, or NULL
			*/
	const struct strv *defaults; /* tcr.conf's; NULL: none */
	struct settings settings;    /* of UNIT_MANAGER */
	const char *why;             /* of the last -EINVAL of a setter */
	struct draft_dep *deps;
	size_t dep_count;
	unsigned rank;      /* at most DRAFT_RANK_MAX: see draft_yields() */
	unsigned *port_ats; /* beside unit.conf.ports: assignments */
	int64_t timeout_stop_ms;   /* [Service] TimeoutStopSec=; -1: not set */
	int64_t timeout_start_ms;  /* TimeoutStartSec=; 0: infinity, -1: not set
				    */
	int64_t limit_ms;          /* StartLimitIntervalSec=; -1: not set */
	int64_t limit_burst;       /* StartLimitBurst=; -1: not set */
	struct reason_exits exits; /* for unit.conf.life, once they are known */
	struct unit_health health; /* to be needed */
	struct unit_rights rights; /* likewise */
	uint64_t overrides;        /* Overrides= */
	unsigned overrides_at;     /* its assignment; 0: there is none */
	bool notify_none;          /* NotifyAccess=none */
	int kill_signal;           /* [Service] KillSignal=; 0: not set */
	bool group_of_user;        /* conf.group came with User= */
	char *pod;                 /* [Container] Pod= */
	bool range_set;            /* [Network] IPRange=, first and last one */
	struct in_addr range[2];
};

/* The directory of the assignment's file; relative paths in it start there. */
const char *draft_dir(const struct draft *u, unsigned at, size_t *len);

/* Frees what is not the unit's. */
void draft_done(struct draft *u);

/*
 * Of two units that want one thing: u is the one that is refused, as its files
 * come from an earlier directory (rank), or as it comes later by name.
 */
bool draft_yields(const struct draft *u, const struct draft *to);

/* The next problem of the assignment is about that word of its value. */
void draft_point(struct draft *u, unsigned at, const char *word);

/* For setters: -EINVAL, and what is told of the value. */
int draft_refuse(struct draft *u, const char *why);

/*
 * Makes the name of a template, "data@.volume", that of the instance that is
 * called as this unit's: "data@x.volume" in app@x.  0, 1 if
 * this unit is no instance, which is told, or -ENOMEM.
 */
int draft_complete(struct draft *u, char **name, unsigned at);

/* Adds a dependency; u->why on -EINVAL. */
int draft_add_dep(struct draft *u, enum draft_relation relation,
	const char *name, unsigned at);

/* Adds one that no key says, on the unit of that index.  0 or -ENOMEM. */
int draft_imply_dep(struct draft *u, enum draft_relation relation, size_t on);

/* "After" for RELATION_AFTER. */
const char *draft_relation_key(enum draft_relation relation);

#endif
