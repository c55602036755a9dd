/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_ARENA_H
#define SUPERVISOR_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Arena: memory for many small objects and texts that are freed together.
 * Nothing in it is freed alone: what is replaced stays until arena_done().
 *
 * A struct that has an arena owns all that its pointers lead to.  It may be
 * moved as it is, and then the struct at the old place must be forgotten.  No
 * pointer leads into the arena of another struct: a value that two structs have
 * is copied.
 *
 * An arena of zeros is empty.
 */
struct arena {
	struct arena_chunk *chunks;
	/*
	 * The arena lives as long as a file is read: its chunks are of another
	 * size, so that none stays behind between those of other arenas.
	 */
	bool brief;
	char *free;  /* the free bytes of a chunk: objects are taken from the */
	size_t left; /* front, where they are aligned, texts from the back */
};

/* Returns zeroed memory for an object of size bytes; NULL: no memory. */
void *arena_alloc(struct arena *a, size_t size);

/*
 * Makes room for one more item behind the count items of an array in the
 * arena; the array may be NULL.  The array is copied when its size
 * has doubled.  Returns it, or NULL if there is no memory.
 */
void *arena_grow(struct arena *a, void *array, size_t count, size_t size);

/* Returns a copy of the text, with a NUL behind it; NULL: no memory. */
char *arena_copy(struct arena *a, const char *text, size_t len);

/* Sets *text to a copy of value, which may be NULL.  0 or -ENOMEM. */
int arena_set(struct arena *a, char **text, const char *value);

/* Frees all memory of the arena. */
void arena_done(struct arena *a);

#endif
