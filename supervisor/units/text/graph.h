/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_GRAPH_H
#define SUPERVISOR_UNITS_TEXT_GRAPH_H

#include <stddef.h>

/* from waits for to; both below the number of nodes. */
struct graph_edge {
	unsigned from;
	unsigned to;
};

/* Who waits for whom, to find those that wait for themselves. */
struct graph {
	size_t nodes;
	unsigned *first;   /* nodes + 1: where each node's targets begin */
	unsigned *target;  /* what they wait for, in the order given */
	unsigned *waits;   /* targets that are not known to be free of cycles */
	unsigned *queue;   /* room to search */
	unsigned *reached; /* from which node each was reached, plus 1 */
};

/* 0 or -ENOMEM. */
int graph_init(struct graph *g, size_t nodes, const struct graph_edge *edges,
	size_t count);
void graph_done(struct graph *g);

/*
 * The shortest way from node back to itself: writes its nodes in order, the
 * first one being node, to path (room for all nodes); returns how many, 0 when
 * it is on no cycle.
 */
size_t graph_cycle(struct graph *g, unsigned node, unsigned *path);

#endif
