/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_HUMAN_H
#define SUPERVISOR_CLIENT_HUMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The columns that a cleaned text takes on a terminal. */
size_t human_width(const char *text, size_t len);

/*
 * How many bytes of a cleaned text fit in so many columns, without cutting a
 * character.  *used (or NULL) becomes the columns that these bytes take.
 */
size_t human_fit(const char *text, size_t len, size_t columns, size_t *used);

#define HUMAN_SHORT 16

/* Writes milliseconds as "8s", "5m04s", "3h11m", "12d4h". */
void human_duration(char out[HUMAN_SHORT], int64_t ms);
/* Writes milliseconds as "4.812s", with 0 to 3 decimals, rounded down. */
void human_seconds(char out[HUMAN_SHORT], int64_t ms, int digits);
/* Writes a time to wait: "4.6s"; from a minute on as human_duration(). */
void human_wait(char out[HUMAN_SHORT], int64_t ms);
/* Writes bytes as "512B", "4.2M", "18M" (1024 each); at most 5 columns. */
void human_bytes(char out[HUMAN_SHORT], uint64_t bytes);

/* The number if text is only decimal digits and at most max; else -1. */
int64_t human_number(const char *text, size_t len, int64_t max);
/* Whether it can be the name of a unit, with or without suffix. */
bool human_is_unit(const char *name, size_t len);
/* Whether a user who wrote this means the unit: "web" or "web.container". */
bool human_means_unit(const char *wrote, const char *unit, size_t len);

#endif
