/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_JSONCHECK_H
#define SUPERVISOR_BASE_JSONCHECK_H

#include <stddef.h>

#define JSONCHECK_DEPTH_MAX 12

/*
 * Whether text is one JSON value (RFC 8259) of at most that depth, so that it
 * can stand in another text without changing the meaning of anything around
 * it.  0 or -EINVAL.
 */
int jsoncheck(const char *text, size_t len);

#endif
