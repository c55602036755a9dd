/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what tcr-slot says, and, with the right sum, as the record of
 * why a slot was given up: what is taken fits, and steers no terminal.
 * Links: supervisor/slot/slotinfo.c supervisor/slot/verdict.c
 * Links: supervisor/base/paths.c supervisor/base/utf8.c init/fmt.c init/io.c
 * Links: init/text.c
 */
#include "supervisor/slot/slotinfo.h"
#include "supervisor/slot/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
	for (; *text; text++)
		if ((*text >= 0 && *text < ' ' && *text != '\t') ||
			*text == 0x7f)
			abort();
}

static void status(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct slotinfo s;

	if (!text)
		return;
	memcpy(text, data, size);
	text[size] = 0;
	if (slotinfo_parse(&s, text) == 0) {
		if (s.current != 'a' && s.current != 'b')
			abort();
		check(s.backend, sizeof(s.backend));
		for (int i = 0; i < 2; i++) {
			if (!slotinfo_name(s.slots[i].state))
				abort();
			check(s.slots[i].version, sizeof(s.slots[i].version));
			check(s.slots[i].id, sizeof(s.slots[i].id));
		}
	}
	free(text);
}

/* The bytes as all behind the sum; what is read can be written and read. */
static void record(const uint8_t *data, size_t size)
{
	char text[VERDICT_COPY] = "tcr-slot-record 1\ncrc=",
	     again[VERDICT_COPY];
	const size_t sum = strlen(text), body = sum + 9; /* with a newline */
	uint64_t number, second;
	struct verdict v, w;
	uint32_t n = ~0U;

	if (size > sizeof(text) - body)
		size = sizeof(text) - body;
	memcpy(text + body, data, size);
	text[body - 1] = '\n';
	for (size_t i = body - 1; i < sizeof(text) && text[i]; i++) {
		n ^= (unsigned char)text[i];
		for (int bit = 0; bit < 8; bit++)
			n = n >> 1 ^ (n & 1 ? 0xedb88320U : 0);
	}
	for (size_t i = 0; i < 8; i++)
		text[sum + i] = "0123456789abcdef"[~n >> (28 - 4 * i) & 15];
	if (verdict_parse(text, &v, &number) < 0)
		abort();
	check(v.id, sizeof(v.id));
	check(v.why, sizeof(v.why));
	verdict_print(again, &v, number);
	if (verdict_parse(again, &w, &second) < 0 || second != number ||
		strcmp(v.why, w.why) != 0 || strcmp(v.id, w.id) != 0 ||
		v.seconds != w.seconds || v.ran != w.ran)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	status(data, size);
	record(data, size);
	return 0;
}
