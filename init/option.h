/* SPDX-License-Identifier: MIT */
#ifndef INIT_OPTION_H
#define INIT_OPTION_H

#include <stdint.h>

/* Reads the kernel's command line from path, which is /proc/cmdline. */
void option_init(const char *path);

/*
 * The value of the n-th word (from 0) NAME or NAME=VALUE; "" if it has no
 * value, NULL if there is no such word.
 */
const char *option_nth(const char *name, int n);

/* The value of the last such word: appended words override earlier ones. */
const char *option_get(const char *name);

/*
 * The number that text begins with, cut so that a thousand times of it fits
 * int64_t.  Returns otherwise if text is NULL or begins with no digit.
 */
int64_t option_number(const char *text, int64_t otherwise);

#endif
