/* SPDX-License-Identifier: MIT */
/* The commands that show the status document: status, is-active, is-failed. */
#include "supervisor/client/status.h"

#include "supervisor/client/detail.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/client/table.h"

#include <string.h>
#include <unistd.h>

enum form {
	DETAIL,
	JSON,
	STATE,
	FAILED /* as STATE, for is-failed */
};

static void print_unit(const struct doc *doc, const struct doc_unit *u,
	enum form form, bool first, void (*more)(const char *name))
{
	char state[64];

	switch (form) {
	case DETAIL:
		if (!first)
			out_bytes("\n", 1);
		detail_print(&doc->head, u, out_colours(), more);
		return;
	case JSON:
		out_print("%s\n", first ? "[" : ",");
		out_json(u->line.at, u->line.len);
		return;
	case STATE:
	case FAILED:
		(void)doc_print(u->state, state, sizeof(state));
		out_print("%s\n", state);
		return;
	}
}

/*
 * Whether the unit was printed for one of the first `before` names: of "backup
 * backup.timer", both mean backup.timer.
 */
static bool is_printed(
	const struct client_args *args, size_t before, const struct doc_unit *u)
{
	for (size_t i = 0; i < before; i++)
		if (human_means_unit(args->names[i], u->unit.at, u->unit.len))
			return true;
	return false;
}

/* Prints the units that the command line names; an exit code. */
static int print_named(struct doc *doc, const struct client_args *args,
	enum form form, void (*more)(const char *name))
{
	bool first = true, all_up = true, all_there = true, failed = false;
	struct doc_unit u;

	for (size_t i = 0; i < args->count; i++) {
		bool found = false;

		while (doc_next(doc, &u)) {
			if (!human_means_unit(
				    args->names[i], u.unit.at, u.unit.len))
				continue;
			found = true;
			if (is_printed(args, i, &u))
				continue;
			print_unit(doc, &u, form, first, more);
			first = false;
			all_up &= look_of(u.state)->up;
			failed |= doc_is(u.state, "failed") ||
				  doc_is(u.state, "bad-config");
		}
		if (!found)
			(void)fetch_no_unit(doc, args->names[i]);
		all_there &= found;
	}
	if (form == JSON)
		out_print("%s]\n", first ? "[" : "\n");
	if (!all_there)
		return EXITCODE_NO_UNIT;
	if (form == FAILED)
		return failed ? EXITCODE_OK : EXITCODE_FAILED;
	return all_up ? EXITCODE_OK : EXITCODE_NOT_RUNNING;
}

static int show(const struct client_args *args, enum form form,
	void (*more)(const char *name))
{
	struct doc doc;
	int rc = fetch_document(&doc);

	if (rc != 0)
		return rc;
	if (args->count > 0)
		rc = print_named(&doc, args, form, more);
	else if (form == JSON)
		out_json(doc.whole.at, doc.whole.len);
	else
		table_print(&doc, out_columns(), out_colours());
	doc_done(&doc);
	return rc;
}

int status_show(const struct client_args *args, void (*more)(const char *name))
{
	return show(args, args->json ? JSON : DETAIL, more);
}

int status_is_active(const struct client_args *args)
{
	return show(args, STATE, NULL);
}

int status_is_failed(const struct client_args *args)
{
	return show(args, FAILED, NULL);
}
