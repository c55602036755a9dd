/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_STRV_H
#define SUPERVISOR_BASE_STRV_H

#include <stddef.h>

/* A growing list of strings that it owns; v[n] is always NULL once n > 0. */
struct strv {
	char **v;
	size_t n;
};

/* Appends a copy; 0 or -ENOMEM. */
int strv_add(struct strv *list, const char *text, size_t len);
/* Puts a copy in the place of item i; 0 or -ENOMEM. */
int strv_replace(struct strv *list, size_t i, const char *text, size_t len);
/* Frees all and makes it empty. */
void strv_done(struct strv *list);

#endif
