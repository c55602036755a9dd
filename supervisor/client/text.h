/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_TEXT_H
#define SUPERVISOR_CLIENT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that cleaned text takes on a terminal. */
size_t text_width(const char *text, size_t len);

/*
 * How many bytes of cleaned text fit in so many columns, never half a
 * character; *used, if given, is the columns that these take.
 */
size_t text_fit(const char *text, size_t len, size_t columns, size_t *used);

#define TEXT_SHORT 16

/* Milliseconds as "8s", "5m04s", "3h11m", "12d4h"; at most 6 columns. */
void text_duration(char out[TEXT_SHORT], int64_t ms);
/* Milliseconds as "4.812s", with so many digits (0 to 3), rounded down. */
void text_seconds(char out[TEXT_SHORT], int64_t ms, int digits);
/* How long something is away: "4.6s", then as text_duration(). */
void text_wait(char out[TEXT_SHORT], int64_t ms);
/* Bytes as "512B", "4.2M", "18M"; at most 5 columns. */
void text_bytes(char out[TEXT_SHORT], uint64_t bytes);

/* A decimal number of digits alone, at most max; -1 if it is not. */
int64_t text_number(const char *text, size_t len, int64_t max);

/* A unit's name without its suffix, if it has one: the length of that. */
size_t text_stem(const char *name, size_t len);
/* It can be the name of a unit, with or without suffix. */
bool text_is_unit(const char *name, size_t len);
/* What a user wrote means this unit: "web" or "web.container". */
bool text_means_unit(const char *wrote, const char *unit, size_t len);

/* Edits that make b of a, for "did you mean"; only for short words. */
unsigned text_distance(const char *a, const char *b);

#endif
