/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_INT64_H
#define SUPERVISOR_BASE_INT64_H

#include <stdint.h>

/* The smaller of two numbers: of two deadlines, the one that comes first. */
static inline int64_t int64_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The larger of two numbers. */
static inline int64_t int64_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

#endif
