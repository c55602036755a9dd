/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNITFILE_H
#define SUPERVISOR_UNITS_UNITFILE_H

#include "supervisor/units/keys.h"
#include "supervisor/units/report.h"
#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNITFILE_DEPS_MAX  256 /* names in After=, Before=, ... together */
#define UNITFILE_PORTS_MAX 64  /* PublishPort= lines */

enum unitfile_relation {
	RELATION_AFTER,
	RELATION_BEFORE,
	RELATION_REQUIRES,
	RELATION_WANTS,
};

/* A dependency as it is written: resolved when all files are read. */
struct unitfile_dep {
	enum unitfile_relation relation;
	unsigned line;
	char *name;
	int on; /* index of that unit; -1: none, or always there */
};

/*
 * One unit file on its way to a unit: the unit, and what is only needed until
 * all of them have been checked against each other.
 */
struct unitfile {
	struct unit_file unit;
	struct report report;
	const char *why;          /* of the last -EINVAL of a setter */
	unsigned lines[KEYS_MAX]; /* of each key's last assignment */
	struct unitfile_dep *deps;
	size_t dep_count;
	unsigned *port_lines;    /* beside unit.conf.ports */
	int64_t timeout_stop_ms; /* [Service] TimeoutStopSec=; -1: not set */
	int kill_signal;         /* [Service] KillSignal=; 0: not set */
	bool group_of_user;      /* conf.group came with User= */
};

/*
 * Reads the text of the unit file at path (kept, not copied) into u, which has
 * its unit's name and kind set and is otherwise zero.  All problems go to the
 * report; one with an error is a bad unit.  text is overwritten and has one
 * byte more than len.  0 or -ENOMEM.
 */
int unitfile_read(struct unitfile *u, char *text, size_t len);

/* The directory of the unit file; relative paths in it start there. */
const char *unitfile_dir(const struct unitfile *u, size_t *len);

/* Frees what is not the unit's. */
void unitfile_done(struct unitfile *u);
/* Frees what is the unit's. */
void unitfile_free_unit(struct unit_file *unit);

/* "After" for RELATION_AFTER. */
const char *unitfile_relation_key(enum unitfile_relation relation);

#endif
