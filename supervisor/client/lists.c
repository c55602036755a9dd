/* SPDX-License-Identifier: MIT */
/* Lists of containers, units and unit files: a line of one form each. */
#include "supervisor/client/lists.h"

#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"

#include <limits.h>

#define CELL_MAX 512
#define INDENT   6 /* of the further lines of a row */

/* Of `ps`: its titles, and how wide its columns are. */
static const char titles[] = "NAME               IMAGE                  "
			     "STATE      SINCE  PORTS\n";
static const size_t widths[] = {18, 22, 10, 6};

struct list {
	const struct client_args *args;
	const struct doc_head *head;
	bool first; /* nothing was printed yet */
};

static void print_cell(size_t column, const char *text)
{
	(void)out_cell(text, widths[column], widths[column], false);
	out_text(" ");
}

/* Prints a container; its ports go on below its row. */
static void print_container(const struct list *l, const struct doc_unit *u)
{
	struct doc_text ports = u->ports, port;
	char text[CELL_MAX];
	const size_t columns = out_columns(),
		     used = sizeof(titles) - sizeof("PORTS\n");
	size_t len = 0;

	(void)look_name(u->unit, text, sizeof(text));
	print_cell(0, text);
	(void)doc_print(u->image, text, sizeof(text));
	print_cell(1, text);
	(void)doc_print(u->state, text, sizeof(text));
	print_cell(2, text);
	human_duration(text, l->head->now_ms - u->since_ms);
	print_cell(3, u->since_ms < 0 ? "-" : text);
	text[0] = 0;
	while (doc_item(&ports, &port) && len + 2 < sizeof(text)) {
		if (len)
			text[len++] = ' ';
		len += doc_print(port, text + len, sizeof(text) - len);
	}
	out_wrapped(text, columns > used ? columns - used : 1, INDENT, columns);
}

static void put_container(struct list *l, const struct doc_unit *u)
{
	char name[CELL_MAX];

	if (look_name(u->unit, name, sizeof(name)) == u->unit.len ||
		(u->pid <= 0 && !l->args->all))
		return;
	if (!l->args->json) {
		print_container(l, u);
		return;
	}
	out_text(l->first ? "" : ",\n");
	out_json(u->line.at, u->line.len);
	l->first = false;
}

static void put_unit(struct list *l, const struct doc_unit *u)
{
	char name[CELL_MAX], state[CELL_MAX];

	(void)l;
	(void)doc_print(u->unit, name, sizeof(name));
	(void)doc_print(u->state, state, sizeof(state));
	out_print("%s %s\n", name, state);
}

static void put_files(struct list *l, const struct doc_unit *u)
{
	struct doc_text files = u->files, file;
	char name[CELL_MAX], path[PATH_MAX];

	(void)l;
	(void)doc_print(u->unit, name, sizeof(name));
	while (doc_item(&files, &file)) {
		out_print("%s ", name);
		out_bytes(path, doc_print(file, path, sizeof(path)));
		out_text("\n");
	}
}

static int each(const struct client_args *args,
	void (*put)(struct list *l, const struct doc_unit *u),
	const char *before, const char *after)
{
	struct doc doc;
	struct list l = {args, &doc.head, true};
	struct doc_unit u;
	int rc = fetch_document(&doc);

	if (rc != 0)
		return rc;
	out_text(before);
	while (doc_next(&doc, &u))
		put(&l, &u);
	out_text(after);
	doc_done(&doc);
	return EXITCODE_OK;
}

int lists_containers(const struct client_args *args)
{
	return each(args, put_container, args->json ? "[" : titles,
		args->json ? "]\n" : "");
}

int lists_units(const struct client_args *args)
{
	return each(args, put_unit, "", "");
}

int lists_files(const struct client_args *args)
{
	return each(args, put_files, "", "");
}
