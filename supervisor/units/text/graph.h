/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_GRAPH_H
#define SUPERVISOR_UNITS_TEXT_GRAPH_H

#include <stddef.h>

/* Node `from` waits for node `to`; both are less than the number of nodes. */
struct graph_edge {
	unsigned from;
	unsigned to;
};

/* Which node waits for which, to find nodes that wait for themselves. */
struct graph {
	size_t nodes;
	unsigned *first; /* [nodes + 1]: index in target of each node's first */
	unsigned *target;  /* for whom they wait, in the order of the edges */
	unsigned *waits;   /* how many targets of a node may be on a cycle */
	unsigned *queue;   /* of the searches */
	unsigned *reached; /* from which node each was reached, plus 1 */
};

/* Makes a graph, which graph_done() frees; 0 or -ENOMEM (nothing to free). */
int graph_init(struct graph *g, size_t nodes, const struct graph_edge *edges,
	size_t count);
void graph_done(struct graph *g);

/*
 * Finds the shortest cycle of a node: writes its nodes in order, beginning with
 * `node`, to path (room for all nodes).  Returns how many, 0: it is on no
 * cycle.
 */
size_t graph_cycle(struct graph *g, unsigned node, unsigned *path);

#endif
