/* SPDX-License-Identifier: MIT */
/* Counts equal log lines.  Pure. */
#include "supervisor/base/repeats.h"

#include <string.h>

static uint64_t hash_of(const char *line, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)line[i]) * UINT64_C(0x100000001b3);
	return h;
}

static bool is_over(const struct repeats_line *l, int64_t now_ms)
{
	return now_ms - l->since_ms >= REPEATS_MS;
}

/*
 * Finds the entry of a line, else a free one, else the one whose window began
 * first.  An entry whose lines are being left out is not taken: NULL if all
 * are such.
 */
static struct repeats_line *find(struct repeats *r, uint64_t hash)
{
	struct repeats_line *best = NULL;

	for (size_t i = 0; i < REPEATS_LINES; i++) {
		struct repeats_line *l = &r->lines[i];

		if (l->count > 0 && l->hash == hash)
			return l;
		if (l->count <= REPEATS_MAX &&
			(!best || l->count == 0 ||
				(best->count > 0 &&
					l->since_ms < best->since_ms)))
			best = l;
	}
	return best;
}

bool repeats_pass(
	struct repeats *r, const char *line, size_t len, int64_t now_ms)
{
	uint64_t hash = hash_of(line, len);
	struct repeats_line *l = find(r, hash);
	size_t n = len < REPEATS_SHOWN - 1 ? len : REPEATS_SHOWN - 1;

	if (!l)
		return true;
	if (l->count == 0 || l->hash != hash ||
		(l->count <= REPEATS_MAX && is_over(l, now_ms))) {
		*l = (struct repeats_line){.hash = hash, .since_ms = now_ms};
		memcpy(l->text, line, n);
	}
	return ++l->count <= REPEATS_MAX;
}

unsigned repeats_over(struct repeats *r, int64_t now_ms, const char **text)
{
	for (size_t i = 0; i < REPEATS_LINES; i++) {
		struct repeats_line *l = &r->lines[i];
		unsigned count = l->count;

		if (count <= REPEATS_MAX || !is_over(l, now_ms))
			continue;
		l->count = 0;
		*text = l->text;
		return count - REPEATS_MAX;
	}
	return 0;
}

int64_t repeats_deadline(const struct repeats *r)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < REPEATS_LINES; i++) {
		const struct repeats_line *l = &r->lines[i];

		if (l->count > REPEATS_MAX && l->since_ms + REPEATS_MS < next)
			next = l->since_ms + REPEATS_MS;
	}
	return next;
}
