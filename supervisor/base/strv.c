/* SPDX-License-Identifier: MIT */
#include "supervisor/base/strv.h"

#include "supervisor/base/arena.h"

#include <errno.h>
#include <string.h>

int strv_add(struct arena *a, struct strv *list, const char *text, size_t len)
{
	/* The NULL at the end is an item, too. */
	char **grown = arena_grow(a, list->v, list->n + 1, sizeof(*grown));
	char *copy = grown ? arena_copy(a, text, len) : NULL;

	if (!copy)
		return -ENOMEM;
	list->v = grown;
	list->v[list->n++] = copy;
	list->v[list->n] = NULL;
	return 0;
}

int strv_add_all(struct arena *a, struct strv *list, const struct strv *from)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->n; i++)
		rc = strv_add(a, list, from->v[i], strlen(from->v[i]));
	return rc;
}
