/* SPDX-License-Identifier: MIT */
/*
 * An arena gives aligned, zeroed memory that is freed together.  Here its
 * chunks are those of the programs; elsewhere in tests each piece is one.
 */
#undef ARENA_CHUNK
#include "supervisor/base/arena.c"

#include "tests/unit/tap.h"

static bool aligned(const void *at)
{
	return (uintptr_t)at % sizeof(int64_t) == 0;
}

static size_t chunks(const struct arena *a)
{
	size_t n = 0;

	for (const struct arena_chunk *c = a->chunks; c; c = c->next)
		n++;
	return n;
}

/* Many pieces of many sizes: none overlaps another. */
static void test_pieces(void)
{
	struct arena a = {0};
	char *texts[200];
	char text[200];
	size_t *objects[200];
	bool good = true, zero = true;

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < 200; i++) {
		size_t count = 1 + i % 11;

		text[0] = (char)(' ' + i % 90);
		texts[i] = arena_copy(&a, text, i);
		objects[i] = arena_alloc(&a, count * sizeof(size_t) - 3);
		good = good && texts[i] && objects[i] && aligned(objects[i]);
		for (size_t j = 0; good && j < count - 1; j++)
			zero = zero && objects[i][j] == 0;
		memset(objects[i], (int)i, count * sizeof(size_t) - 3);
	}
	ok(good, "objects are aligned");
	ok(zero, "objects are zeroed");
	for (size_t i = 0; i < 200; i++) {
		good = good && strlen(texts[i]) == i &&
		       (i == 0 || texts[i][0] == (char)(' ' + i % 90));
		good = good && *(unsigned char *)objects[i] == i;
	}
	ok(good, "no piece overlaps another");
	arena_done(&a);
	ok(!a.chunks && !a.left, "an arena is empty when it is done");
}

static void test_chunks(void)
{
	struct arena a = {0};
	const char *first = arena_copy(&a, "one", 3), *second;

	(void)arena_alloc(&a, 4096);
	second = arena_copy(&a, "two", 3);
	ok(chunks(&a) == 2 && second + 4 == first,
		"a large piece leaves the free bytes to the next pieces");
	for (int i = 0; i < 110; i++)
		(void)arena_copy(&a, "abc", 3);
	ok(chunks(&a) == 2, "small texts share a chunk");
	arena_done(&a);
}

static void test_grow(void)
{
	struct arena a = {0};
	size_t *list = NULL, *before = NULL, moves = 0;
	bool good = true;

	for (size_t i = 0; i < 1000; i++, before = list) {
		list = arena_grow(&a, list, i, sizeof(*list));
		moves += list != before;
		list[i] = i;
	}
	for (size_t i = 0; i < 1000; i++)
		good = good && list[i] == i;
	ok(good, "an array keeps its items while it grows");
	ok(moves == 11, "an array is copied when its size has doubled");
	arena_done(&a);
}

static void test_set(void)
{
	struct arena a = {0};
	char *text = NULL;

	ok(arena_set(&a, &text, "web") == 0 && !strcmp(text, "web"),
		"a text is set");
	ok(arena_set(&a, &text, NULL) == 0 && !text, "a text is unset");
	arena_done(&a);
}

int main(void)
{
	test_pieces();
	test_chunks();
	test_grow();
	test_set();
	return done_testing();
}
