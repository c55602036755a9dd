/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_STRV_H
#define SUPERVISOR_BASE_STRV_H

#include <stddef.h>

struct arena;

/*
 * A list of texts in an arena, which is the same for all calls and frees the
 * list.  If n > 0, v[n] is NULL, as exec(3) needs it.  A list of zeros is
 * empty.
 */
struct strv {
	char **v;
	size_t n;
};

/* Appends a copy of the text.  0 or -ENOMEM. */
int strv_add(struct arena *a, struct strv *list, const char *text, size_t len);

/* Appends copies of the texts of another list.  0 or -ENOMEM. */
int strv_add_all(struct arena *a, struct strv *list, const struct strv *from);

#endif
