/* SPDX-License-Identifier: MIT */
/*
 * Draws the boot as one SVG that needs nothing else: no script, style sheet or
 * font.  Each unit has a line of text with its bar below, so that the text has
 * room wherever the bar begins.  What the colours say is in the text, too.
 *
 * Descriptions of units may be anything: put_text() lets nothing through that
 * XML would take as markup, or does not allow.
 */
#include "supervisor/device/plot.h"

#include "supervisor/base/utf8.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/device/startup.h"

#include <string.h>

#define WIDTH    1000 /* of the time's axis, in units of the drawing */
#define MARGIN   10
#define ROW      44 /* a line of text and a bar */
#define TOP      70 /* where the first row begins */
#define COLUMNS  88 /* of a unit's text */
#define TEXT_MAX 1024

#define GREY     "#bbb"
#define AMBER    "#f5a623"
#define GREEN    "#3a9b4a"
#define RED      "#c62828"

struct plot {
	struct startup s;
	struct doc doc; /* for the descriptions */
	int64_t from_ms, to_ms;
	int y; /* where the next row begins */
};

static void put_text(const char *text, size_t len)
{
	static const char marks[] = "<>&\"'";

	while (len > 0) {
		size_t n = utf8_len(text, len);
		uint32_t code = n ? utf8_code(text, n) : 0;

		if (code < ' ' || code == 0xfffe || code == 0xffff)
			out_text("?");
		else if (code < 0x80 && strchr(marks, (int)code))
			out_print("&#%u;", code);
		else
			out_bytes(text, n);
		text += n ? n : 1;
		len -= n ? n : 1;
	}
}

static int64_t x_of(const struct plot *p, int64_t ms)
{
	int64_t within = ms < p->from_ms ? p->from_ms
			 : ms > p->to_ms ? p->to_ms
					 : ms;

	return MARGIN + (within - p->from_ms) * WIDTH / (p->to_ms - p->from_ms);
}

/* Draws a part of a bar, with what it is as a text to point at. */
static void put_bar(const struct plot *p, int64_t from_ms, int64_t to_ms,
	const char *colour, const char *what)
{
	char took[HUMAN_SHORT];
	int64_t x = x_of(p, from_ms), end = x_of(p, to_ms);

	human_seconds(took, to_ms - from_ms, 3);
	out_print("<rect x=\"%lld\" y=\"%d\" width=\"%lld\" height=\"14\" "
		  "fill=\"%s\"><title>",
		(long long)x, p->y + 24, (long long)(end > x ? end - x : 1),
		colour);
	put_text(what, strlen(what));
	out_print(" %s</title></rect>\n", took);
}

static void begin_row(struct plot *p, const char *name)
{
	out_print("<text x=\"%d\" y=\"%d\">", MARGIN, p->y + 18);
	put_text(name, strlen(name));
}

/* Draws a part of the boot that is no unit. */
static void put_part(
	struct plot *p, const char *name, int64_t from_ms, int64_t to_ms)
{
	char took[HUMAN_SHORT];

	human_seconds(took, to_ms - from_ms, 3);
	begin_row(p, name);
	out_print("  %s</text>\n", took);
	put_bar(p, from_ms, to_ms, AMBER, name);
	p->y += ROW;
}

/* The unit's description, cleaned; "" without one. */
static void describe(struct plot *p, const char *name, char out[TEXT_MAX])
{
	struct doc_unit u;

	out[0] = 0;
	if (doc_find(&p->doc, name, &u))
		(void)doc_print(u.description, out, TEXT_MAX);
}

/* Draws what a unit did after its start: ready until it ended, or failed. */
static void put_rest(const struct plot *p, const struct startup_unit *u)
{
	int64_t end = u->ended_ms > u->ready_ms ? u->ended_ms : p->to_ms;
	bool failed = u->end && strcmp(u->end, "failed") == 0;

	if (u->ready_ms && end > u->ready_ms)
		put_bar(p, u->ready_ms, end, GREEN, "ready");
	if (!u->ready_ms && failed)
		put_bar(p, u->ended_ms, p->to_ms, RED, u->end);
	else if (!u->end && !u->ready_ms)
		put_bar(p, u->clear_ms ? u->clear_ms : u->queued_ms, p->to_ms,
			u->clear_ms ? AMBER : GREY, "not ready yet");
}

static void put_unit(struct plot *p, const struct startup_unit *u)
{
	char words[STARTUP_TEXT], text[TEXT_MAX], took[HUMAN_SHORT];
	int64_t since = u->clear_ms ? u->clear_ms : u->ended_ms;

	startup_words(u, words);
	human_seconds(took, startup_took(u), 3);
	describe(p, u->name, text);
	begin_row(p, u->name);
	out_print("  %s  ", startup_took(u) >= 0 ? took
			    : u->end             ? u->end
						 : "not ready");
	put_text(text,
		human_fit(text, strlen(text), COLUMNS - strlen(u->name), NULL));
	out_text("<title>");
	put_text(words, strlen(words));
	out_text("</title></text>\n");
	if (since > u->queued_ms)
		put_bar(p, u->queued_ms, since, GREY, "waiting");
	for (size_t i = 0; u->clear_ms && i < u->count; i++) {
		const struct startup_part *part = &u->parts[i];
		bool failed = strcmp(part->name, "failed") == 0;

		put_bar(p, since, part->ms, failed ? RED : AMBER, part->name);
		since = part->ms;
	}
	put_rest(p, u);
	p->y += ROW;
}

/* Draws the axis: a line at each 1, 2 or 5 times a power of ten ms. */
static void put_axis(const struct plot *p, int height)
{
	int64_t span = p->to_ms - p->from_ms, step = 1;

	for (int i = 0; span / step > 10; i++)
		step = i % 3 == 1 ? step / 2 * 5 : step * 2;
	for (int64_t t = 0; t <= span; t += step) {
		char text[HUMAN_SHORT];
		int64_t x = x_of(p, p->from_ms + t);

		human_seconds(text, t, step < 100 ? 3 : 1);
		out_print("<path d=\"M%lld 40V%d\" stroke=\"#ddd\"/><text "
			  "x=\"%lld\" y=\"34\" font-size=\"14\">%s</text>\n",
			(long long)x, height, (long long)x, text);
	}
}

static void put_head(const struct plot *p, int height)
{
	char sum[STARTUP_TEXT];

	startup_sum(&p->s, sum);
	out_print("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
		  "%d %d\" width=\"100%%\" font-family=\"sans-serif\" "
		  "font-size=\"18\" aria-labelledby=\"t d\" "
		  "style=\"min-width:40em;max-width:80em;background:#fff\">\n",
		WIDTH + 8 * MARGIN, height);
	out_print("<title id=\"t\">Boot: %s</title>\n", sum);
	out_text("<desc id=\"d\">Each unit from when its start was asked for: "
		 "grey waiting for others, amber preparing and starting, green "
		 "ready, red failed.</desc>\n");
	out_print("<text x=\"%d\" y=\"16\" font-size=\"16\">%s</text>\n",
		MARGIN, sum);
	put_axis(p, height);
}

/* Sets from when to when the drawing goes; returns how many rows it has. */
static int measure(struct plot *p)
{
	int rows = p->s.kernel_ms ? 3 : 1;

	p->from_ms = p->s.kernel_ms ? 0 : p->s.start_ms;
	p->to_ms = p->s.boot_ms;
	if (p->to_ms < 0)
		p->to_ms = p->doc.head.now_ms;
	for (size_t i = 0; i < p->s.count; i++)
		rows += startup_at_boot(&p->s, &p->s.v[i]);
	/* A bit more, so that what became ready last is seen to be ready. */
	p->to_ms += (p->to_ms - p->from_ms) / 50 + 1;
	return rows;
}

int plot_run(const struct client_args *args)
{
	struct plot p = {.y = TOP - ROW / 2};
	int height, rc = startup_load(args, &p.s);

	if (rc == 0)
		rc = fetch_document(&p.doc);
	if (rc != 0) {
		startup_done(&p.s);
		return rc;
	}
	height = TOP + ROW * measure(&p);
	put_head(&p, height);
	if (p.s.kernel_ms) {
		put_part(&p, "kernel", 0, p.s.kernel_ms);
		put_part(&p, "tcr-init", p.s.kernel_ms, p.s.start_ms);
	}
	put_part(&p, "units", p.s.start_ms,
		p.s.boot_ms < 0 ? p.to_ms : p.s.boot_ms);
	for (size_t i = 0; i < p.s.count; i++)
		if (startup_at_boot(&p.s, &p.s.v[i]))
			put_unit(&p, &p.s.v[i]);
	out_text("</svg>\n");
	doc_done(&p.doc);
	startup_done(&p.s);
	return EXITCODE_OK;
}
