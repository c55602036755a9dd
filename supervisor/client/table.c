/* SPDX-License-Identifier: MIT */
/*
 * Prints all units as a table.  The document is read twice: first for the
 * widths of the columns, then for the rows; nothing is stored in between.  A
 * row is cut at the width of the terminal; only the reason of a unit that is
 * not as it should be goes on below its row.
 */
#include "supervisor/client/table.h"

#include "init/fmt.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"

#include <string.h>

#define CELL_MAX         512
#define NAME_MAX_COLUMNS 24
#define NOTE_MIN         12 /* columns in which a reason is worth beginning */
#define NOTE_INDENT      6  /* of its further lines */

enum column {
	NAME,
	STATE,
	PID,
	UPTIME,
	RST,
	MEM,
	NOTE,
	COLUMNS
};

struct row {
	char cell[COLUMNS][CELL_MAX];
	bool reason; /* the note is one, and so is not cut */
};

struct layout {
	size_t width[COLUMNS]; /* of each, without the space between */
	size_t columns;        /* of the terminal */
	bool colours;
};

/*
 * The states, and the two keys at the end, with which a unit makes the device
 * degraded.
 */
static const char *const troubles[] = {
	"failed", "backoff", "bad-config", "stale", "fallback"};
#define TROUBLES (sizeof(troubles) / sizeof(*troubles))

/* How many units have each of them. */
struct survey {
	unsigned counts[TROUBLES];
};

static void set(struct row *r, enum column c, const char *text)
{
	size_t len = strlen(text);

	if (len >= CELL_MAX)
		len = CELL_MAX - 1;
	memcpy(r->cell[c], text, len);
	r->cell[c][len] = 0;
}

/* A cause that begins with a path, as "web.container:3: ...": folders would
 * take the room of the message. */
static const char *without_folder(const char *cause)
{
	const char *colon = strchr(cause, ':'), *slash;

	if (cause[0] != '/' || !colon)
		return cause;
	slash = memrchr(cause, '/', (size_t)(colon - cause));
	return slash + 1;
}

static void set_note(
	struct row *r, const struct doc_head *head, const struct doc_unit *u)
{
	struct doc_text why = u->stale.at ? u->stale : u->fallback;
	char text[CELL_MAX], delay[HUMAN_SHORT];

	r->reason = true;
	if (why.at && look_of(u->state)->up) {
		(void)doc_print(why, text, sizeof(text));
		(void)fmt_print(r->cell[NOTE], CELL_MAX, "%s: %s",
			u->stale.at ? "stale" : "fallback",
			without_folder(text));
		return;
	}
	if (!look_of(u->state)->explained || !u->cause.at) {
		(void)doc_print(u->description, r->cell[NOTE], CELL_MAX);
		r->reason = false;
		return;
	}
	(void)doc_print(u->cause, text, sizeof(text));
	if (u->next_ms < 0) {
		set(r, NOTE, without_folder(text));
		return;
	}
	human_wait(delay, u->next_ms - head->now_ms);
	(void)fmt_print(
		r->cell[NOTE], CELL_MAX, "retry in %s (%s)", delay, text);
}

/* Fills all cells of a unit's row; memory in bytes, -1: unknown. */
static void fill(struct row *r, const struct doc_head *head,
	const struct doc_unit *u, int64_t memory)
{
	char text[HUMAN_SHORT] = "-";

	(void)look_name(u->unit, r->cell[NAME], CELL_MAX);
	(void)doc_print(u->state, r->cell[STATE], CELL_MAX);
	if (u->pid > 0)
		(void)fmt_print(text, sizeof(text), "%lld", (long long)u->pid);
	set(r, PID, text);
	memcpy(text, "-", 2);
	if (look_of(u->state)->up && u->since_ms >= 0)
		human_duration(text, head->now_ms - u->since_ms);
	set(r, UPTIME, text);
	memcpy(text, "-", 2);
	if (u->restarts >= 0)
		(void)fmt_print(
			text, sizeof(text), "%lld", (long long)u->restarts);
	set(r, RST, text);
	memcpy(text, "-", 2);
	if (memory >= 0)
		human_bytes(text, (uint64_t)memory);
	set(r, MEM, text);
	set_note(r, head, u);
}

static void widen(struct layout *l, const struct row *r)
{
	for (int c = 0; c < NOTE; c++) {
		size_t w = human_width(r->cell[c], strlen(r->cell[c]));

		if (c == NAME && w > NAME_MAX_COLUMNS)
			w = NAME_MAX_COLUMNS;
		if (w > l->width[c])
			l->width[c] = w;
	}
}

/* Prints the end of a row, in which so many columns are left. */
static void print_note(const struct layout *l, const struct row *r, size_t left)
{
	if (r->reason && left >= NOTE_MIN) {
		out_wrapped(r->cell[NOTE], left, NOTE_INDENT, l->columns);
		return;
	}
	(void)out_cell(r->cell[NOTE], left, left, true);
	out_bytes("\n", 1);
}

/* Prints a row; unit is NULL for the titles. */
static void print_row(const struct layout *l, const struct row *r,
	const struct doc_unit *unit)
{
	const struct look *look = unit ? look_of_unit(unit) : NULL;
	const char *colour = look && l->colours ? look->colour : NULL;
	char mark[] = {look ? look->symbol : ' ', 0};
	size_t left = l->columns;

	if (colour)
		out_print("\033[%sm", colour);
	left -= out_cell(mark, 2, left, false);
	if (colour)
		out_print("\033[0m");
	for (int c = 0; c < NOTE; c++) {
		if (colour && c == STATE)
			out_print("\033[%sm", colour);
		left -= out_cell(r->cell[c], l->width[c], left, false);
		if (colour && c == STATE)
			out_print("\033[0m");
		left -= out_cell("", 1, left, false);
	}
	print_note(l, r, left);
}

static void count(struct survey *s, const struct doc_unit *u)
{
	size_t of_state = TROUBLES - 2;

	for (size_t i = 0; i < of_state; i++)
		s->counts[i] += doc_is(u->state, troubles[i]);
	s->counts[of_state] += u->stale.at != NULL;
	s->counts[of_state + 1] += u->fallback.at != NULL;
}

/* Writes " (2 failed, 1 backoff)" to out; "" if no unit has trouble. */
static void print_troubles(const struct survey *s, char *out, size_t size)
{
	size_t len = 0;

	out[0] = 0;
	for (size_t i = 0; i < TROUBLES; i++) {
		int n;

		if (s->counts[i] == 0)
			continue;
		n = fmt_print(out + len, size - len, "%s%u %s",
			len ? ", " : " (", s->counts[i], troubles[i]);
		if (n < 0)
			return;
		len += (size_t)n;
	}
	if (len > 0)
		(void)fmt_print(out + len, size - len, ")");
}

/* Prints what is wrong with the device, if why is not null, whole. */
static void print_more(const char *what, struct doc_text why, size_t columns)
{
	char line[CELL_MAX], text[CELL_MAX];

	if (!why.at)
		return;
	(void)doc_print(why, text, sizeof(text));
	(void)fmt_print(line, sizeof(line), "%s%s", what, text);
	out_wrapped(line, columns, 2, columns);
}

/* Prints what there is to say of the slots; it has a reason, so it is whole. */
static void print_slots(struct doc_text slots, size_t columns)
{
	char text[2 * CELL_MAX];

	if (doc_print(doc_member(slots, "text"), text, sizeof(text)) > 0)
		out_wrapped(text, columns, 2, columns);
}

/*
 * Prints how the boot before has ended, and when; of an end that nobody saw,
 * only the time before it is known.
 */
static void print_last_boot(struct doc_text boot, size_t columns)
{
	struct doc_text end = doc_member(boot, "end");
	char what[CELL_MAX], how[32], time[32];

	if (!end.at)
		return;
	(void)doc_print(end, how, sizeof(how));
	(void)doc_print(doc_member(boot, "time"), time, sizeof(time));
	(void)fmt_print(what, sizeof(what), "last boot: %s %s%s%s", how,
		doc_is(end, "reset") || doc_is(end, "watchdog") ? "after " : "",
		time, *time ? ": " : "");
	print_more(what, doc_member(boot, "why"), columns);
}

/* Prints how many lines of logs could not be forwarded, if any. */
static void print_lost(struct doc_text syslog)
{
	const char *colon =
		syslog.at ? memrchr(syslog.at, ':', syslog.len) : NULL;

	if (colon && colon[1] != '0')
		out_print("syslog: %.*s lines lost\n",
			(int)(syslog.at + syslog.len - colon - 2), colon + 1);
}

/* Prints who inhibits a reboot, and what waits for that. */
static void print_inhibitors(
	struct doc_text list, struct doc_text pending, size_t columns)
{
	struct doc_text one;

	while (doc_item(&list, &one))
		print_more("inhibited by ", one, columns);
	print_more("waits for that: ", pending, columns);
}

static void print_head(
	const struct doc_head *h, const struct survey *s, size_t columns)
{
	char line[CELL_MAX], version[32], state[32], list[96];
	char up[HUMAN_SHORT], boot[HUMAN_SHORT] = "-";

	(void)doc_print(h->version, version, sizeof(version));
	(void)doc_print(h->state, state, sizeof(state));
	human_duration(up, h->now_ms);
	if (h->boot_ms >= 0)
		human_seconds(boot, h->boot_ms, 3);
	print_troubles(s, list, sizeof(list));
	(void)fmt_print(line, sizeof(line),
		"tcr %s  up %s  boot %s  state: %s%s", version, up, boot, state,
		list);
	(void)out_cell(line, columns, columns, true);
	out_bytes("\n", 1);
	print_more("", h->settings, columns);
	print_more("data: ", h->data_why, columns);
	print_slots(h->slot, columns);
	print_last_boot(h->last_boot, columns);
	print_lost(h->syslog);
	print_inhibitors(h->inhibitors, h->pending, columns);
}

void table_print(struct doc *doc, size_t columns, bool colours)
{
	static const char *const titles[] = {
		"UNIT", "STATE", "PID", "UPTIME", "RST", "MEM", "DESCRIPTION"};
	struct layout l = {
		.width[MEM] = 5, .columns = columns, .colours = colours};
	struct row title = {0}, row = {0};
	struct survey survey = {0};
	struct doc_unit u;

	for (int c = 0; c < COLUMNS; c++)
		set(&title, (enum column)c, titles[c]);
	widen(&l, &title);
	while (doc_next(doc, &u)) {
		fill(&row, &doc->head, &u, -1);
		widen(&l, &row);
		count(&survey, &u);
	}
	print_head(&doc->head, &survey, columns);
	print_row(&l, &title, NULL);
	while (doc_next(doc, &u)) {
		fill(&row, &doc->head, &u, look_memory(&u));
		print_row(&l, &row, &u);
	}
}
