/* SPDX-License-Identifier: MIT */
/* A list that owns its strings and ends with NULL, as exec(3) needs it. */
#include "supervisor/base/strv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int strv_add(struct strv *list, const char *text, size_t len)
{
	char **grown = realloc(list->v, (list->n + 2) * sizeof(*grown));
	char *copy;

	if (!grown)
		return -ENOMEM;
	list->v = grown;
	list->v[list->n] = NULL;
	copy = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	copy[len] = 0;
	list->v[list->n++] = copy;
	list->v[list->n] = NULL;
	return 0;
}

int strv_replace(struct strv *list, size_t i, const char *text, size_t len)
{
	char *copy = strndup(text, len);

	if (!copy)
		return -ENOMEM;
	free(list->v[i]);
	list->v[i] = copy;
	return 0;
}

void strv_done(struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct strv){0};
}
