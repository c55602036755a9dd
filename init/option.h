/* SPDX-License-Identifier: MIT */
#ifndef INIT_OPTION_H
#define INIT_OPTION_H

#include <stdint.h>

/* Reads /proc/cmdline, or a test's; before it there are no options. */
void option_init(const char *path);

/* The value of the n-th word NAME or NAME=VALUE, "" without one; else NULL. */
const char *option_nth(const char *name, int n);

/* The last one: what was appended by hand overrides what was there. */
const char *option_get(const char *name);

/*
 * Leading digits of a text as a number, which fits 64 bits as milliseconds too;
 * otherwise where there is none.
 */
int64_t option_number(const char *text, int64_t otherwise);

#endif
