/* SPDX-License-Identifier: MIT */
/* Memory that is taken from chunks and freed all at once. */
#include "supervisor/base/arena.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Bytes of a chunk; musl's malloc() has a size class of just this size.  In
 * tests with AddressSanitizer each piece is a chunk of its own (8), so that the
 * sanitizer sees accesses beyond a piece.
 */
#ifndef ARENA_CHUNK
#define ARENA_CHUNK 1004
#endif

struct arena_chunk {
	struct arena_chunk *next;
	char bytes[];
};

#define ALIGN _Alignof(int64_t)

_Static_assert(_Alignof(void *) <= ALIGN, "pointers are aligned, too");

/* Takes size bytes from one end of the free bytes, which are enough. */
static char *take(struct arena *a, size_t size, bool front)
{
	a->left -= size;
	if (!front)
		return a->free + a->left;
	a->free += size;
	return a->free - size;
}

/* The bytes for pieces in a chunk of the arena. */
static size_t room(const struct arena *a)
{
	return ARENA_CHUNK * (a->brief ? 4 : 1) - sizeof(struct arena_chunk);
}

static char *piece(struct arena *a, size_t size, bool front)
{
	/* A large piece gets its own chunk, so that the free bytes stay. */
	bool own = size > room(a) / 4;
	struct arena_chunk *chunk;

	if (size <= a->left)
		return take(a, size, front);
	chunk = malloc(sizeof(*chunk) + (own ? size : room(a)));
	if (!chunk)
		return NULL;
	chunk->next = a->chunks;
	a->chunks = chunk;
	if (own)
		return chunk->bytes;
	a->free = chunk->bytes;
	a->left = room(a);
	return take(a, size, front);
}

void *arena_alloc(struct arena *a, size_t size)
{
	/* All sizes are rounded up, so the front stays aligned. */
	char *made = piece(a, (size + ALIGN - 1) / ALIGN * ALIGN, true);

	return made ? memset(made, 0, size) : NULL;
}

void *arena_grow(struct arena *a, void *array, size_t count, size_t size)
{
	void *made;

	/* The array has room for the next power of two. */
	if ((count & (count - 1)) != 0)
		return array;
	made = arena_alloc(a, (count ? 2 * count : 1) * size);
	if (made && array)
		memcpy(made, array, count * size);
	return made;
}

char *arena_copy(struct arena *a, const char *text, size_t len)
{
	char *made = piece(a, len + 1, false);

	if (!made)
		return NULL;
	memcpy(made, text, len);
	made[len] = 0;
	return made;
}

int arena_set(struct arena *a, char **text, const char *value)
{
	char *made = value ? arena_copy(a, value, strlen(value)) : NULL;

	if (value && !made)
		return -ENOMEM;
	*text = made;
	return 0;
}

void arena_done(struct arena *a)
{
	for (struct arena_chunk *c = a->chunks, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	*a = (struct arena){0};
}
