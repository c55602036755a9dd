/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_MOUNTED_H
#define SUPERVISOR_BASE_MOUNTED_H

#include <stdbool.h>

/* Whether something is mounted at path, a bind mount too (Linux 5.8). */
bool mounted_at(const char *path);
/* The same for a name in the directory dir. */
bool mounted_in(int dir, const char *name);

#endif
