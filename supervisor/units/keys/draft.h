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

#define DRAFT_DEPS_MAX  256   /* dependencies of a unit */
#define DRAFT_PORTS_MAX 64    /* PublishPort= lines */
#define DRAFT_RANK_MAX  16    /* unit directories */
#define DRAFT_LINES_MAX 16384 /* assignments in all files of a unit */

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

/* A dependency as it is written.  `on` is found when all files are read. */
struct draft_dep {
	enum draft_relation relation;
	unsigned at; /* its assignment; 0: no key makes it */
	char *name;  /* NULL: no file names it */
	int on;      /* index of the unit; -1: unknown or built in */
};

/* An assignment as it is written; its place is in report.places. */
struct draft_line {
	enum keys_section section;
	unsigned file; /* number of the file; 0: the unit's own */
	char *key;
	const char *value; /* in the memory of key */
};

/*
 * Draft: a unit while files are read, with what is needed only until all units
 * have been checked against each other.  What may stay in the unit is taken
 * from unit.arena, the rest from the draft's own.
 */
struct draft {
	struct unit_file unit;
	struct arena arena; /* has what unit does not need */
	struct report report;
	struct specifier_names names;
	char *stem;               /* the name without suffix, "app@x" */
	struct draft_line *lines; /* assignment n is lines[n - 1] */
	unsigned *last;      /* last assignment of each key (keys_count()) */
	unsigned file_count; /* files read so far */
	size_t bytes;        /* size of the files, with a newline after each */
	struct strv words;   /* of a command, for its setter */
	struct strv variables; /* NAME=VALUE for $NAME */
	char *lacking;         /* first missing EnvironmentFile=, or NULL */
	const struct strv *defaults; /* of tcr.conf; NULL: there are none */
	struct settings settings;    /* only for UNIT_MANAGER */
	const char *why;             /* reason for a setter's -EINVAL */
	struct draft_dep *deps;
	size_t dep_count;
	unsigned rank;      /* at most DRAFT_RANK_MAX; see draft_yields() */
	unsigned *port_ats; /* assignments of unit.conf.ports */
	int64_t timeout_stop_ms;   /* [Service] TimeoutStopSec=; -1: not set */
	int64_t timeout_start_ms;  /* TimeoutStartSec=; 0: no limit; -1: not set
				    */
	int64_t limit_ms;          /* StartLimitIntervalSec=; -1: not set */
	int64_t limit_burst;       /* StartLimitBurst=; -1: not set */
	struct reason_exits exits; /* check_life() copies them */
	struct unit_health health; /* to unit.conf.life if needed */
	struct unit_rights rights; /* check_rights_keep() copies them */
	uint64_t overrides;        /* Overrides= */
	unsigned overrides_at;     /* assignment of Overrides=; 0: none */
	bool notify_none;          /* NotifyAccess=none */
	int kill_signal;           /* [Service] KillSignal=; 0: not set */
	bool group_of_user;        /* conf.group came with User= */
	char *pod;                 /* [Container] Pod= */
};

/* The directory of the file of assignment `at`; relative paths start there. */
const char *draft_dir(const struct draft *u, unsigned at, size_t *len);

/* Frees and forgets all but unit. */
void draft_done(struct draft *u);

/*
 * Whether u is refused if u and to conflict: the unit with the higher rank is
 * (gather_rank()), or, if ranks are equal, the one later in the array.
 */
bool draft_yields(const struct draft *u, const struct draft *to);

/* Makes the next report on assignment `at` point to that word of its value. */
void draft_point(struct draft *u, unsigned at, const char *word);

/* For setters: sets u->why, the reason in the message.  Returns -EINVAL. */
int draft_refuse(struct draft *u, const char *why);

/*
 * Turns a template's name into that of the instance with this unit's instance
 * name: "data@.volume" into "data@x.volume" in app@x.  Returns 0, 1 if this
 * unit is not an instance, which is reported, or -ENOMEM.
 */
int draft_complete(struct draft *u, char **name, unsigned at);

/* Adds a dependency.  Returns 0, -ENOMEM, or -EINVAL with u->why set. */
int draft_add_dep(struct draft *u, enum draft_relation relation,
	const char *name, unsigned at);

/*
 * Adds a dependency that no key makes, on the unit with index on.  0 or
 * -ENOMEM.
 */
int draft_imply_dep(struct draft *u, enum draft_relation relation, size_t on);

/* The key of a relation: "After" for RELATION_AFTER. */
const char *draft_relation_key(enum draft_relation relation);

#endif
