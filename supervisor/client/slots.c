/* SPDX-License-Identifier: MIT */
/*
 * Shows the slots of the firmware, as the status document has them, and has
 * tcrd change them.
 */
#include "supervisor/client/slots.h"

#include "init/fmt.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/out.h"

#include <string.h>
#include <unistd.h>

#define CELL_MAX 80

static void print_slot(struct doc_text slots, char slot, size_t columns)
{
	static const struct {
		const char *key;
		size_t width;
	} cells[] = {
		{"state", 6}, {"time", 20}, {"id", 8}, {"version", CELL_MAX}};
	const char name[] = {slot, 0};
	char key[16], text[CELL_MAX];
	size_t left = columns;

	left -= out_cell(doc_is(doc_member(slots, "current"), name) ? "*" : "",
		2, left, false);
	left -= out_cell(name, 6, left, false);
	for (size_t i = 0; i < 4; i++) {
		(void)fmt_print(key, sizeof(key), "%c_%s", slot, cells[i].key);
		(void)doc_print(doc_member(slots, key), text, sizeof(text));
		left -= out_cell(
			*text ? text : "-", cells[i].width, left, i == 3);
		left -= out_cell("", 1, left, i == 3);
	}
	out_bytes("\n", 1);
}

static int print(struct doc_text slots, bool json)
{
	char text[1024];

	if (json && slots.at)
		out_json(slots.at, slots.len);
	if (json) {
		out_text(slots.at ? "\n" : "null\n");
		return EXITCODE_OK;
	}
	if (!slots.at)
		return out_fail(EXITCODE_FAILED, "this device has no slots");
	out_text("  SLOT  STATE  BUILT                ID       VERSION\n");
	print_slot(slots, 'a', out_columns());
	print_slot(slots, 'b', out_columns());
	if (doc_print(doc_member(slots, "text"), text, sizeof(text)) > 0)
		out_wrapped(text, out_columns(), 2, out_columns());
	return EXITCODE_OK;
}

int slots_status(const struct client_args *args)
{
	struct doc doc;
	/* For root tcrd asks the boot loader again. */
	int rc = geteuid() == 0 && !args->json ? ask_run(args) : EXITCODE_OK;

	if (rc == EXITCODE_OK)
		rc = fetch_document(&doc);
	if (rc != EXITCODE_OK)
		return rc;
	rc = print(doc.head.slot, args->json);
	doc_done(&doc);
	return rc;
}

int slots_ask(const struct client_args *args)
{
	struct client_args sent = *args, reboot = *args;
	char letter[2] = "", tries[16];
	char *words[2];
	int rc;

	if (args->count > 0) {
		letter[0] = (char)(args->names[0][0] | 0x20);
		if ((*letter != 'a' && *letter != 'b') || args->names[0][1])
			return out_fail(EXITCODE_USAGE,
				"%s: '%s' is no slot: a or b", args->verb,
				args->names[0]);
	}
	sent.names = words;
	sent.count = 0;
	if (*letter)
		words[sent.count++] = letter;
	if (args->lines > 0) {
		(void)fmt_print(
			tries, sizeof(tries), "%lld", (long long)args->lines);
		words[sent.count++] = tries;
	}
	rc = ask_run(&sent);
	if (rc != EXITCODE_OK || !args->restart)
		return rc;
	reboot.verb = "reboot";
	reboot.count = 0;
	reboot.when_allowed = true;
	reboot.reason = "a slot is on trial";
	return ask_power(&reboot);
}
