/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a status document: read in bounds, the same twice, and nothing
 * shown that steers a terminal.
 * Links: supervisor/client/doc.c supervisor/client/human.c
 * Links: supervisor/units/text/kind.c supervisor/base/utf8.c init/fmt.c
 */
#include "supervisor/client/doc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(struct doc_text text)
{
	char out[40];
	size_t len = doc_print(text, out, sizeof(out));

	if (len >= sizeof(out) || out[len] != 0)
		abort();
	for (size_t i = 0; i < len; i++)
		if ((out[i] >= 0 && out[i] < ' ' && out[i] != '\t') ||
			out[i] == 0x7f)
			abort();
}

static int show_all(struct doc *d)
{
	struct doc_unit u;
	struct doc_text item;
	int n = 0;

	for (; doc_next(d, &u); n++) {
		show(u.unit);
		show(u.description);
		show(u.state);
		show(u.cause);
		show(u.status_text);
		show(doc_member(u.health, "state"));
		show(doc_member(u.health, "last"));
		while (doc_item(&u.ports, &item))
			show(item);
		while (doc_item(&u.files, &item))
			show(item);
		if (u.line.len < 2 || u.line.at[0] != '{')
			abort();
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct doc d;

	if (doc_open(&d, (const char *)data, size) < 0)
		return 0;
	show(d.head.version);
	show(d.head.state);
	if (show_all(&d) != show_all(&d))
		abort();
	doc_done(&d);
	return 0;
}
