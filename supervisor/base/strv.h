/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_STRV_H
#define SUPERVISOR_BASE_STRV_H

#include <stddef.h>

/* A list that owns its strings and grows.  If n > 0, v[n] is NULL. */
struct strv {
	char **v;
	size_t n;
};

/* Appends a copy; 0 or -ENOMEM. */
int strv_add(struct strv *list, const char *text, size_t len);
/* Replaces item i by a copy of text; 0 or -ENOMEM. */
int strv_replace(struct strv *list, size_t i, const char *text, size_t len);
/* Frees the strings and makes the list empty. */
void strv_done(struct strv *list);

#endif
