/* SPDX-License-Identifier: MIT */
/*
 * Relations of units to each other: which unit keeps another from being up, and
 * the tree of all that a unit needs.  Each unit is printed once; where it comes
 * up again, its own relations are left out, so that a circle ends.
 */
#include "supervisor/verify/why.h"

#include "init/fmt.h"
#include "supervisor/client/client.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/present.h"

#include <string.h>

#define TEXT_MAX  1024
#define STATE_MAX 32
#define DEPTH_MAX 16

static struct {
	struct present present;
	bool seen[CONF_UNITS_MAX];
} self;

static const struct unit_file *file_at(size_t i)
{
	return &self.present.conf.units[i];
}

/* What can be done about a unit in this state; NULL: nothing. */
static void advise(
	const struct unit_file *file, const struct doc_unit *u, int indent)
{
	const char *name = file->name;

	if (doc_is(u->state, "bad-config"))
		out_print("%*sMend the file, then 'tcrctl reload-config'.\n",
			indent, "");
	else if (doc_is(u->state, "masked"))
		out_print("%*s'tcrctl unmask --now %s' undoes that.\n", indent,
			"", name);
	else if (doc_is(u->state, "failed"))
		out_print("%*sSee 'tcrctl logs %s'; then 'tcrctl start %s'.\n",
			indent, "", name, name);
	else if (doc_is(u->state, "backoff"))
		out_print("%*sIt is started again by itself; see 'tcrctl logs "
			  "%s'.\n",
			indent, "", name);
	else if (doc_is(u->state, "inactive") && !file->conf.wanted)
		out_print("%*sNothing starts it at boot ([Install] "
			  "WantedBy=): 'tcrctl start %s'.\n",
			indent, "", name);
	else if (doc_is(u->state, "inactive"))
		out_print("%*sIt was stopped, or its time has not come: "
			  "'tcrctl start %s'.\n",
			indent, "", name);
}

static bool print_state(
	const struct unit_file *file, struct doc_unit *u, int indent)
{
	char cause[TEXT_MAX], state[STATE_MAX];
	const struct look *look;

	if (!present_find(&self.present, file, u)) {
		out_print("%*s? %s: new since tcrd has read its units ('tcrctl "
			  "reload-config')\n",
			indent, "", file->name);
		return false;
	}
	look = look_of_unit(u);
	(void)doc_print(u->state, state, sizeof(state));
	(void)doc_print(u->cause, cause, sizeof(cause));
	out_print("%*s%c %s: %s%s%s\n", indent, "", look->symbol, file->name,
		state, *cause ? ", " : "", cause);
	return true;
}

/* Whether the unit is up, or has done its work. */
static bool is_well(const struct doc_unit *u)
{
	return look_of(u->state)->up || doc_is(u->state, "exited");
}

/* Prints what keeps the unit from being up, and then what keeps that. */
static void explain(size_t i, int depth)
{
	const struct unit_file *file = file_at(i);
	struct doc_unit u, other;
	bool told = false;

	if (!print_state(file, &u, 2 * depth) || is_well(&u))
		return;
	if (self.seen[i] || depth == DEPTH_MAX)
		return;
	self.seen[i] = true;
	for (size_t e = 0; e < file->edge_count; e++) {
		const struct unit_edge *edge = &file->edges[e];

		if (!(edge->require || edge->bind || edge->present ||
			    (edge->after && doc_is(u.state, "waiting"))))
			continue;
		if (present_find(&self.present, file_at(edge->on), &other) &&
			is_well(&other))
			continue;
		told = true;
		explain(edge->on, depth + 1);
	}
	if (!told)
		advise(file, &u, 2 * depth + 2);
}

/* What a relation is called in a unit file, the strongest one first. */
static const char *relation(const struct unit_edge *e)
{
	return e->bind       ? "BindsTo"
	       : e->require  ? "Requires"
	       : e->present  ? "Requisite"
	       : e->trigger  ? "Unit"
	       : e->conflict ? "Conflicts"
	       : e->uphold   ? "Upholds"
	       : e->pull     ? "Wants"
	       : e->after    ? "After"
	       : e->part     ? "PartOf"
			     : "OnFailure";
}

static void print_node(size_t i, const char *how, int depth)
{
	struct doc_unit u;
	char state[STATE_MAX] = "new";
	char symbol = '?';

	if (present_find(&self.present, file_at(i), &u)) {
		(void)doc_print(u.state, state, sizeof(state));
		symbol = look_of_unit(&u)->symbol;
	}
	out_print("%*s%c %s %s%s%s%s%s\n", 2 * depth, "", symbol,
		file_at(i)->name, state, how ? " (" : "", how ? how : "",
		how ? "=)" : "", self.seen[i] ? ", see above" : "");
}

/* Prints the units that unit i names, or (reverse) that name it. */
static void tree(size_t i, const char *how, int depth, bool reverse)
{
	const struct conf *conf = &self.present.conf;
	bool again = self.seen[i];

	print_node(i, how, depth);
	self.seen[i] = true;
	if (again || depth == DEPTH_MAX)
		return;
	for (size_t k = 0; k < (reverse ? conf->count : 1); k++) {
		size_t from = reverse ? k : i;
		const struct unit_file *file = file_at(from);

		for (size_t e = 0; e < file->edge_count; e++) {
			size_t on = file->edges[e].on;

			if (!reverse || on == i)
				tree(reverse ? from : on,
					relation(&file->edges[e]), depth + 1,
					reverse);
		}
	}
}

/* Loads the units and finds the one that the user means; an exit code. */
static int find(const struct client_args *args, size_t *index)
{
	int rc = present_load(&self.present);
	int i;

	if (rc != 0)
		return rc;
	i = conf_find(&self.present.conf, args->names[0]);
	if (i < 0)
		return fetch_no_unit(&self.present.doc, args->names[0]);
	*index = (size_t)i;
	return 0;
}

int why_run(const struct client_args *args)
{
	struct doc_unit u;
	size_t i = 0;
	int rc = find(args, &i);

	if (rc != 0)
		return rc;
	explain(i, 0);
	return present_find(&self.present, file_at(i), &u) &&
			       look_of(u.state)->up
		       ? EXITCODE_OK
		       : EXITCODE_NOT_RUNNING;
}

int why_deps(const struct client_args *args)
{
	size_t i = 0;
	int rc = find(args, &i);

	if (rc == 0)
		tree(i, NULL, 0, args->reverse);
	return rc;
}
