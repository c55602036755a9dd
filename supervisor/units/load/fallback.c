/* SPDX-License-Identifier: MIT */
/*
 * Finds good files for a bad unit.  The unit is read without the first
 * directory (/run, the data partition or /etc) that any of its files is in,
 * then without the next one, until it is good or no file of it is left: then it
 * stays bad and its files are reported.  While the device runs, the last good
 * text of the unit is tried, too, so that a mistake in a file does not stop it.
 */
#include "supervisor/units/load/fallback.h"

#include "init/log.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

static struct fallback_choice *find(const struct fallback *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, name) == 0)
			return &f->v[i];
	return NULL;
}

const struct fallback_choice *fallback_find(
	const struct fallback *f, const char *name)
{
	return find(f, name);
}

void fallback_done(struct fallback *f)
{
	arena_done(&f->arena);
	*f = (struct fallback){0};
}

static struct fallback_choice *add(
	struct fallback *f, const char *name, const char *reason)
{
	struct fallback_choice c = {0};
	struct fallback_choice *grown =
		arena_grow(&f->arena, f->v, f->n, sizeof(*grown));

	if (!grown || arena_set(&f->arena, &c.name, name) < 0 ||
		arena_set(&f->arena, &c.reason, reason) < 0)
		return NULL;
	f->v = grown;
	grown[f->n] = c;
	return &grown[f->n++];
}

/* Chooses other files for the unit; false: there are no others. */
static bool choose(struct fallback_choice *c, struct gather *g,
	const struct unit_file *u, bool good)
{
	unsigned skip = gather_top(g, u) + 1;

	if (!good && gather_is_below(g, u, skip)) {
		c->skip = skip;
		return true;
	}
	c->last = true;
	c->saved = gather_compare(g, u) == GATHER_OTHER;
	if (c->skip == 0)
		return c->saved;
	c->skip = 0;
	return true;
}

/* Judges one unit after a round: 1 if it is to be read from other files. */
static int turn(struct fallback *f, struct gather *g, const struct draft *u)
{
	bool good = !u->report.failed || u->unit.masked;
	struct fallback_choice *c = find(f, u->unit.name);

	if (u->unit.builtin || (c && c->last) ||
		(good && !(c && gather_compare(g, &u->unit) == GATHER_OTHER)))
		return 0;
	if (!c) {
		/* Reports of later rounds are quiet. */
		if (u->report.quiet)
			log_err("%s", u->report.first);
		c = add(f, u->unit.name, u->report.first);
	}
	return c ? choose(c, g, &u->unit, good) : -ENOMEM;
}

int fallback_turn(struct fallback *f, struct gather *g,
	const struct draft *files, size_t count)
{
	int again = 0;

	for (size_t i = 0; i < count; i++) {
		int rc = turn(f, g, &files[i]);

		if (rc < 0)
			return rc;
		again |= rc;
	}
	return again;
}
