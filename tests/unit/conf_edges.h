/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_CONF_EDGES_H
#define TESTS_UNIT_CONF_EDGES_H

/* What units mean to each other, as text. */
#include "tests/unit/conf_dir.h"

static inline void add(char *got, size_t size, bool flag, const char *name)
{
	size_t len = strlen(got);

	if (flag)
		snprintf(got + len, size - len, " %s", name);
}

/* "db after require, web after": the edges of a unit. */
static inline const char *edges(const char *name)
{
	static char got[1024];
	int i = conf_find(&conf, name);

	got[0] = 0;
	if (i < 0)
		return "no such unit";
	for (size_t j = 0; j < conf.units[i].edge_count; j++) {
		const struct unit_edge *e = &conf.units[i].edges[j];
		size_t len = strlen(got);

		snprintf(got + len, sizeof(got) - len, "%s%s", j ? ", " : "",
			conf.units[e->on].name);
		add(got, sizeof(got), e->after, "after");
		add(got, sizeof(got), e->require, "require");
		add(got, sizeof(got), e->pull, "pull");
		add(got, sizeof(got), e->present, "present");
		add(got, sizeof(got), e->bind, "bind");
		add(got, sizeof(got), e->part, "part");
		add(got, sizeof(got), e->uphold, "uphold");
		add(got, sizeof(got), e->conflict, "conflict");
		add(got, sizeof(got), e->on_failure, "on-failure");
		add(got, sizeof(got), e->on_success, "on-success");
	}
	return got;
}

#endif
