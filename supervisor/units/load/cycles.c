/* SPDX-License-Identifier: MIT */
/* Finds units that wait for themselves by way of After= and Before=. */
#include "supervisor/units/load/cycles.h"

#include "init/fmt.h"
#include "supervisor/units/text/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAMED_MAX 8 /* units that a message names */

/* Collects After= and Before= of good units; out may be NULL, to count. */
static size_t collect(
	const struct draft *files, size_t count, struct graph_edge *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i].dep_count; j++) {
			const struct draft_dep *dep = &files[i].deps[j];
			struct graph_edge edge = {(unsigned)i, 0};

			if (dep->on < 0 || files[i].report.failed ||
				files[dep->on].report.failed ||
				dep->relation > RELATION_BEFORE)
				continue;
			edge.to = (unsigned)dep->on;
			if (dep->relation == RELATION_BEFORE)
				edge = (struct graph_edge){edge.to, edge.from};
			if (out)
				out[n] = edge;
			n++;
		}
	return n;
}

/* The dependency of u on the unit `on` with that relation; NULL: none. */
static const struct draft_dep *key_of(
	const struct draft *u, enum draft_relation relation, unsigned on)
{
	for (size_t i = 0; i < u->dep_count; i++)
		if (u->deps[i].relation == relation && u->deps[i].on == (int)on)
			return &u->deps[i];
	return NULL;
}

static void refuse_cycle(struct draft *files, const unsigned *path, size_t len)
{
	struct draft *u = &files[path[0]];
	const struct draft *next = &files[path[len > 1]];
	const struct draft_dep *own = key_of(u, RELATION_AFTER, path[len > 1]);
	const struct draft_dep *other = key_of(next, RELATION_BEFORE, path[0]);
	char text[(UNIT_NAME_MAX + 4) * NAMED_MAX + 1] = "";
	char where[PATH_MAX + 16];

	for (size_t i = 0; i < len && i < NAMED_MAX; i++) {
		size_t at = strlen(text);
		bool cut = len > NAMED_MAX && i == NAMED_MAX - 1;

		(void)fmt_print(text + at, sizeof(text) - at, "%s -> ",
			cut ? "..." : files[path[i]].unit.name);
	}
	if (!own)
		own = key_of(u, RELATION_BEFORE, path[len - 1]);
	if (own)
		report_error(&u->report, own->at, "dependency cycle %s%s (%s=)",
			text, u->unit.name, draft_relation_key(own->relation));
	else
		report_error(&u->report, 0,
			"dependency cycle %s%s (Before= in %s)", text,
			u->unit.name,
			report_where(&next->report, other ? other->at : 0,
				where, sizeof(where)));
}

int cycles_refuse(struct draft *files, size_t count)
{
	size_t n = collect(files, count, NULL);
	struct graph_edge *edges = calloc(n + 1, sizeof(*edges));
	unsigned *path = calloc(count + 1, sizeof(*path));
	struct graph graph = {0};
	int rc = -ENOMEM;

	if (edges && path) {
		(void)collect(files, count, edges);
		rc = graph_init(&graph, count, edges, n);
	}
	for (size_t i = 0; rc == 0 && i < count; i++) {
		size_t len = graph_cycle(&graph, (unsigned)i, path);

		/*
		 * A built-in target gets its edges from the units of the
		 * cycle, which are refused.
		 */
		if (len > 0 && (files[i].unit.kind != UNIT_TARGET ||
				       !files[i].unit.builtin))
			refuse_cycle(files, path, len);
	}
	graph_done(&graph);
	free(edges);
	free(path);
	return rc;
}
