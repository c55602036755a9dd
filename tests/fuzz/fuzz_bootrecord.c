/* SPDX-License-Identifier: MIT */
/*
 * Any text as the record of how the boot before has ended: what is taken of it
 * is bounded text for a terminal, and nothing changes when it is refused.
 * Links: supervisor/base/bootrecord.c supervisor/base/data.c
 * Links: supervisor/base/keep.c supervisor/base/paths.c supervisor/base/task.c
 * Links: supervisor/base/utf8.c init/fmt.c init/io.c init/log.c init/text.c
 */
#include "supervisor/base/bootrecord.h"

#include "supervisor/base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bootrecord *r)
{
	size_t len = strnlen(r->why, sizeof(r->why));

	if (r->end >= BOOTRECORD_ENDS || !bootrecord_name(r->end) ||
		r->seconds < 0 || len == sizeof(r->why) ||
		!utf8_valid(r->why, len))
		abort();
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)r->why[i] < ' ' && r->why[i] != '\t') ||
			r->why[i] == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bootrecord none = {.end = BOOTRECORD_PANIC};
	struct bootrecord r, before;
	char *text = malloc(size + 1); /* to the byte */
	int rc;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	memset(&before, 0x55, sizeof(before));
	r = before;
	rc = bootrecord_parse(&r, text);
	if (rc == 0) {
		check(&r);
		bootrecord_judge(&r, rc, 0, &none);
		if (r.end == BOOTRECORD_RUNNING)
			abort();
		check(&r);
	} else if (memcmp(&r, &before, sizeof(r)) != 0) {
		abort();
	}
	free(text);
	return 0;
}
