/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_JSONCHECK_H
#define SUPERVISOR_BASE_JSONCHECK_H

#include <stddef.h>

#define JSONCHECK_DEPTH_MAX 12

/*
 * Checks that text is one JSON value (RFC 8259) with at most
 * JSONCHECK_DEPTH_MAX nested brackets, so that it can be put into another JSON
 * text as a value.  0 or -EINVAL.
 */
int jsoncheck(const char *text, size_t len);

#endif
