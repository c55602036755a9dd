/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean": the edit distance (optimal string alignment).  To add, drop
 * or change a letter, or to swap it with its neighbour, counts one; upper and
 * lower case are the same.
 */
#include "supervisor/units/text/nearest.h"

#include <stdbool.h>
#include <string.h>

#define NEAREST_NAME_MAX 64

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Keeps three rows of the usual matrix: this row and the two above. */
static unsigned distance(
	const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned cells[3][NEAREST_NAME_MAX + 1];
	unsigned *up2 = cells[0], *up = cells[1], *row = cells[2];

	for (size_t j = 0; j <= b_len; j++)
		up[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *spare = up2;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			int x = lower(a[i - 1]), y = lower(b[j - 1]);

			row[j] = least(up[j], row[j - 1]) + 1;
			row[j] = least(row[j], up[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b[j - 2]) &&
				y == lower(a[i - 2]))
				row[j] = least(row[j], up2[j - 2] + 1);
		}
		up2 = up;
		up = row;
		row = spare;
	}
	return up[b_len];
}

/* The set of letters in a text; all other bytes are one more member. */
static uint32_t letters(const char *text, size_t len)
{
	uint32_t set = 0;

	for (size_t i = 0; i < len; i++) {
		int c = lower(text[i]);

		set |= UINT32_C(1) << (c >= 'a' && c <= 'z' ? c - 'a' : 26);
	}
	return set;
}

/* How many members a set has. */
static unsigned count(uint32_t set)
{
	unsigned n = 0;

	for (; set; set &= set - 1)
		n++;
	return n;
}

/* An edit adds at most one member to the set, and removes at most one. */
static bool may_be_near(uint32_t a, uint32_t b, unsigned limit)
{
	return count(a & ~b) < limit && count(b & ~a) < limit;
}

struct nearest nearest_begin(const char *wanted)
{
	size_t len = strlen(wanted);
	size_t limit = len < 4 ? 1 : len < 8 ? 2 : 3;

	return (struct nearest){.wanted = wanted,
		.letters = letters(wanted, len),
		.distance = (unsigned)limit + 1};
}

void nearest_try(struct nearest *n, const char *name, size_t len)
{
	size_t wanted_len = strlen(n->wanted);
	unsigned d;

	if (len > NEAREST_NAME_MAX || wanted_len > NEAREST_NAME_MAX ||
		len >= wanted_len + n->distance ||
		wanted_len >= len + n->distance ||
		!may_be_near(n->letters, letters(name, len), n->distance))
		return;
	d = distance(n->wanted, wanted_len, name, len);
	if (d >= n->distance)
		return;
	n->distance = d;
	memcpy(n->best, name, len);
	n->best[len] = 0;
}

void nearest_try_words(struct nearest *n, const char *names)
{
	while (*names) {
		size_t len = strcspn(names, " ");

		if (len > 0 && names[len - 1] != '*')
			nearest_try(n, names, len);
		names += len + (names[len] == ' ');
	}
}

const char *nearest_end(const struct nearest *n)
{
	return *n->best ? n->best : NULL;
}
