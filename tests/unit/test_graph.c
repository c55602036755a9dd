/* SPDX-License-Identifier: MIT */
/*
 * Cycles in random graphs against a model that is too simple to be wrong.
 * Links: supervisor/units/text/graph.c
 */
#include "supervisor/units/text/graph.h"
#include "tests/unit/tap.h"

#include <stdlib.h>

#define NODES_MAX 50
#define EDGES_MAX 200

static unsigned seed = 7;

static unsigned pick(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

/* Lengths of the shortest ways, by trying every node in between. */
static void model(unsigned n, const struct graph_edge *edges, size_t count,
	unsigned far[NODES_MAX][NODES_MAX])
{
	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < n; j++)
			far[i][j] = 1000;
	for (size_t i = 0; i < count; i++)
		far[edges[i].from][edges[i].to] = 1;
	for (unsigned k = 0; k < n; k++)
		for (unsigned i = 0; i < n; i++)
			for (unsigned j = 0; j < n; j++)
				if (far[i][k] + far[k][j] < far[i][j])
					far[i][j] = far[i][k] + far[k][j];
}

static bool has_edge(const struct graph_edge *edges, size_t count,
	unsigned from, unsigned to)
{
	for (size_t i = 0; i < count; i++)
		if (edges[i].from == from && edges[i].to == to)
			return true;
	return false;
}

/* Adds how many nodes are on a cycle to *cyclic. */
static bool agrees(unsigned n, const struct graph_edge *edges, size_t count,
	unsigned *cyclic)
{
	static unsigned far[NODES_MAX][NODES_MAX];
	unsigned path[NODES_MAX];
	struct graph g;
	bool good = true;

	model(n, edges, count, far);
	if (graph_init(&g, n, edges, count) < 0)
		return false;
	for (unsigned i = 0; i < n; i++) {
		size_t len = graph_cycle(&g, i, path);

		good &= len == (far[i][i] < 1000 ? far[i][i] : 0);
		good &= len == 0 || path[0] == i;
		*cyclic += len > 0;
		for (size_t j = 0; j < len; j++)
			good &= has_edge(
				edges, count, path[j], path[(j + 1) % len]);
	}
	graph_done(&g);
	return good;
}

static void test_random(void)
{
	struct graph_edge edges[EDGES_MAX];
	unsigned cyclic = 0;
	bool all = true;

	for (int run = 0; run < 1000; run++) {
		unsigned n = 1 + pick(NODES_MAX);
		unsigned count = pick(run % 2 ? n + 1 : EDGES_MAX);

		for (unsigned i = 0; i < count; i++)
			edges[i] = (struct graph_edge){pick(n), pick(n)};
		all &= agrees(n, edges, count, &cyclic);
	}
	ok(all && cyclic > 1000, "1,000 random graphs, %u nodes on cycles",
		cyclic);
	cyclic = 0;
	for (int run = 0; run < 200; run++) {
		for (unsigned i = 0; i < EDGES_MAX; i++) {
			unsigned to = pick(NODES_MAX - 1);

			edges[i] = (struct graph_edge){
				to + 1 + pick(NODES_MAX - 1 - to), to};
		}
		all &= agrees(NODES_MAX, edges, EDGES_MAX, &cyclic);
	}
	ok(all && cyclic == 0, "200 random graphs without cycles");
}

static void test_ring(void)
{
	enum {
		N = 1000
	};
	static struct graph_edge edges[N];
	static unsigned path[N];
	struct graph g;

	for (unsigned i = 0; i < N; i++)
		edges[i] = (struct graph_edge){i, (i + 1) % N};
	is_int(graph_init(&g, N, edges, N), 0, "a ring of 1,000");
	is_int((long long)graph_cycle(&g, 500, path), N, "is one cycle");
	is_int(path[N - 1], 499, "of all nodes in order");
	graph_done(&g);
	is_int(graph_init(&g, N, edges, N - 1), 0, "a line of 1,000");
	is_int((long long)graph_cycle(&g, 0, path), 0, "is none");
	graph_done(&g);
	is_int(graph_init(&g, 0, edges, 0), 0, "a graph of nothing");
	graph_done(&g);
}

int main(void)
{
	test_random();
	test_ring();
	return done_testing();
}
