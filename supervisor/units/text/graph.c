/* SPDX-License-Identifier: MIT */
/*
 * Finds cycles of dependencies.  Nodes that wait for nothing are removed, until
 * none is left (Kahn's algorithm); without cycles this removes all nodes, in
 * one pass over the edges.  The nodes that remain are on a cycle or wait for
 * one; for each a breadth-first search looks for the shortest way back to it.
 */
#include "supervisor/units/text/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Removes nodes that cannot be on a cycle: waits[node] becomes 0 for them. */
static void prune(struct graph *g, const struct graph_edge *edges, size_t count,
	unsigned *back_first, unsigned *back)
{
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < count; i++)
		back_first[edges[i].to + 1]++;
	for (size_t i = 0; i < g->nodes; i++)
		back_first[i + 1] += back_first[i];
	for (size_t i = count; i > 0; i--) {
		unsigned to = edges[i - 1].to;

		/* here reached[] counts the edges to a node so far */
		back[back_first[to] + g->reached[to]++] = edges[i - 1].from;
	}
	for (size_t i = 0; i < g->nodes; i++) {
		g->waits[i] = g->first[i + 1] - g->first[i];
		if (g->waits[i] == 0)
			g->queue[tail++] = (unsigned)i;
	}
	while (head < tail) {
		unsigned node = g->queue[head++];

		for (unsigned j = back_first[node]; j < back_first[node + 1];
			j++)
			if (--g->waits[back[j]] == 0)
				g->queue[tail++] = back[j];
	}
}

static void fill(struct graph *g, const struct graph_edge *edges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		g->first[edges[i].from + 1]++;
	for (size_t i = 0; i < g->nodes; i++)
		g->first[i + 1] += g->first[i];
	for (size_t i = 0; i < count; i++) {
		unsigned from = edges[i].from;

		g->target[g->first[from] + g->waits[from]++] = edges[i].to;
	}
}

int graph_init(struct graph *g, size_t nodes, const struct graph_edge *edges,
	size_t count)
{
	unsigned *back_first = calloc(nodes + 1, sizeof(*back_first));
	unsigned *back = calloc(count + 1, sizeof(*back));

	*g = (struct graph){
		.nodes = nodes,
		.first = calloc(nodes + 1, sizeof(*g->first)),
		.target = calloc(count + 1, sizeof(*g->target)),
		.waits = calloc(nodes + 1, sizeof(*g->waits)),
		.queue = calloc(nodes + 1, sizeof(*g->queue)),
		.reached = calloc(nodes + 1, sizeof(*g->reached)),
	};
	if (!back_first || !back || !g->first || !g->target || !g->waits ||
		!g->queue || !g->reached) {
		free(back_first);
		free(back);
		graph_done(g);
		return -ENOMEM;
	}
	fill(g, edges, count);
	prune(g, edges, count, back_first, back);
	free(back_first);
	free(back);
	return 0;
}

void graph_done(struct graph *g)
{
	free(g->first);
	free(g->target);
	free(g->waits);
	free(g->queue);
	free(g->reached);
	*g = (struct graph){0};
}

/* Writes the way from start to last, as the search has found it. */
static size_t retrace(
	const struct graph *g, unsigned start, unsigned last, unsigned *path)
{
	size_t len = 1;

	for (unsigned n = last; n != start; n = g->reached[n] - 1)
		len++;
	for (size_t i = len; i > 0; i--) {
		path[i - 1] = last;
		last = g->reached[last] - 1;
	}
	return len;
}

size_t graph_cycle(struct graph *g, unsigned node, unsigned *path)
{
	size_t head = 0, tail = 0;

	if (g->waits[node] == 0)
		return 0;
	memset(g->reached, 0, g->nodes * sizeof(*g->reached));
	g->queue[tail++] = node;
	g->reached[node] = node + 1;
	while (head < tail) {
		unsigned from = g->queue[head++];

		for (unsigned i = g->first[from]; i < g->first[from + 1]; i++) {
			unsigned to = g->target[i];

			if (to == node)
				return retrace(g, node, from, path);
			if (g->waits[to] == 0 || g->reached[to])
				continue;
			g->reached[to] = from + 1;
			g->queue[tail++] = to;
		}
	}
	return 0;
}
