/* SPDX-License-Identifier: MIT */
/* Reads, chooses, merges and prints lines of logs. */
#include "supervisor/client/loglines.h"

#include "images/date.h"
#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/base/json.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/logs/ring.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT_MAX 8192           /* of a line; in a damaged ring more is cut */
#define JSON_MAX (8 * TEXT_MAX) /* each byte may become six */

/* A line; its parts point into the text. */
struct line {
	const struct loglines_text *from;
	const char *at;
	size_t len;
	int64_t ms; /* since 1970; -1: it has no time */
	const char *stream;
	size_t stream_len;
	const char *text;
	size_t text_len;
};

/* Finds the parts of a line; what is of another form is text alone. */
static void parse(struct line *l)
{
	const char *end = l->at + l->len;
	const char *dot = memchr(l->at, '.', l->len);
	const char *stream = memchr(l->at, ' ', l->len);
	const char *text = NULL;
	int64_t seconds, millis;
	char time[DATE_TEXT];

	l->ms = -1;
	l->stream = l->text = l->at;
	l->stream_len = 0;
	l->text_len = l->len;
	if (!dot || !stream || stream - dot != 4)
		return;
	stream++;
	text = memchr(stream, ' ', (size_t)(end - stream));
	millis = human_number(dot + 1, 3, 999);
	seconds = human_number(l->at, (size_t)(dot - l->at), INT64_MAX / 1000);
	if (!text || seconds < 0 || millis < 0)
		return;
	date_write(time, seconds);
	if (!time[1])
		return; /* a year that date_write() cannot write */
	l->ms = seconds * 1000 + millis;
	l->stream = stream;
	l->stream_len = (size_t)(text - stream);
	l->text = text + 1;
	l->text_len = (size_t)(end - l->text);
}

static bool is_of(const struct line *l, const char *stream)
{
	return l->stream_len == strlen(stream) &&
	       memcmp(l->stream, stream, l->stream_len) == 0;
}

/* A start of the unit, or lines that were dropped: no sentence. */
static bool is_mark(const struct line *l)
{
	return is_of(l, RING_START) || is_of(l, RING_DROP);
}

/* A line without a time is chosen unless there are limits of time. */
static bool chosen(const struct loglines *which, const struct line *l)
{
	if (which->since_ms && l->ms < which->since_ms)
		return false;
	if (which->until_ms && (l->ms < 0 || l->ms > which->until_ms))
		return false;
	if (which->stream && !is_of(l, which->stream) &&
		(strcmp(which->stream, "tcr") != 0 || !is_mark(l)))
		return false;
	return !which->grep || text_has(l->text, l->text_len, which->grep);
}

/* Writes "2026-11-23T14:02:11.123Z", or "?". */
static void write_time(char out[DATE_TEXT + 4], int64_t ms)
{
	char time[DATE_TEXT];

	if (ms < 0) {
		memcpy(out, "?", 2);
		return;
	}
	date_write(time, ms / 1000);
	(void)fmt_print(out, DATE_TEXT + 4, "%.*s.%03dZ", (int)strlen(time) - 1,
		time, (int)(ms % 1000));
}

static void print_json(const struct line *l)
{
	static char buf[JSON_MAX];
	char time[DATE_TEXT + 4], word[TEXT_MAX];
	struct json j;
	int len;

	write_time(time, l->ms);
	json_begin(&j, buf, sizeof(buf));
	json_open(&j, NULL, '{');
	json_string(&j, "t", l->ms < 0 ? NULL : time);
	json_string(&j, "u", l->from->name);
	(void)fmt_print(
		word, sizeof(word), "%.*s", (int)l->stream_len, l->stream);
	json_string(&j, "s", l->stream_len ? word : NULL);
	(void)fmt_print(word, sizeof(word), "%.*s", (int)l->text_len, l->text);
	if (is_of(l, RING_DROP))
		json_int(&j, "dropped",
			human_number(l->text, l->text_len, INT64_MAX));
	else
		json_string(&j, "m", word);
	json_close(&j, '}');
	len = json_end(&j);
	if (len > 0)
		out_bytes(buf, (size_t)len);
}

/* Prints "-- web started, pid 231, run 3 --", or "-- web: 9 lines dropped --".
 */
static void print_mark(const struct line *l)
{
	bool start = is_of(l, RING_START);
	const char *name = l->from->name;

	out_print("-- %s%s", name ? name : "",
		start  ? name ? " started, " : "started, "
		: name ? ": "
		       : "");
	out_shown(l->text, l->text_len);
	out_print(start ? " --\n" : " lines dropped --\n");
}

static void print_text(const struct line *l, bool colours)
{
	bool marked = colours && is_of(l, "err");
	const char *name = l->from->name;
	char time[DATE_TEXT + 4];

	write_time(time, l->ms);
	out_print("%s%s ", name ? "" : "   ", time);
	if (is_mark(l)) {
		print_mark(l);
		return;
	}
	if (name)
		out_print("%s ", name);
	if (is_of(l, "tcr") && !(name && strcmp(name, "tcrd") == 0))
		out_print("tcr: ");
	if (marked)
		out_print("\033[31m");
	out_shown(l->text, l->text_len);
	out_print(marked ? "\033[0m\n" : "\n");
}

/* How many whole lines the text has. */
static size_t count_lines(const struct loglines_text *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->len; i++)
		count += t->text[i] == '\n';
	return count;
}

/* Appends the chosen lines of a unit to lines[]; returns how many. */
static size_t choose(const struct loglines *which,
	const struct loglines_text *t, struct line *lines)
{
	const char *at = t->text, *end = t->text + t->len, *newline;
	size_t count = 0;

	for (; at < end; at = newline + 1) {
		struct line *l = &lines[count];

		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			break;
		*l = (struct line){
			.from = t, .at = at, .len = (size_t)(newline - at)};
		parse(l);
		count += chosen(which, l);
	}
	return count;
}

/*
 * Merges two runs of lines, each in its own order: a line goes before those of
 * the other run that are later.  A clock that was set back does not mix up the
 * lines of one unit.
 */
static void merge(struct line *out, const struct line *a, size_t a_count,
	const struct line *b, size_t b_count)
{
	while (a_count > 0 || b_count > 0) {
		if (b_count == 0 || (a_count > 0 && a->ms <= b->ms)) {
			*out++ = *a++;
			a_count--;
		} else {
			*out++ = *b++;
			b_count--;
		}
	}
}

int loglines_print(const struct loglines *which,
	const struct loglines_text *texts, size_t count, int64_t last)
{
	size_t total = 0, have = 0, first;
	struct line *lines, *merged;

	for (size_t i = 0; i < count; i++)
		total += count_lines(&texts[i]);
	lines = calloc(2 * total + 1, sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	merged = lines + total;
	for (size_t i = 0; i < count; i++) {
		size_t more = choose(which, &texts[i], lines + have);

		merge(merged, lines, have, lines + have, more);
		have += more;
		memcpy(lines, merged, have * sizeof(*lines));
	}
	first = last >= 0 && (uint64_t)last < have ? have - (size_t)last : 0;
	for (size_t i = first; i < have; i++) {
		if (which->jsonl)
			print_json(&lines[i]);
		else
			print_text(&lines[i], which->colours);
	}
	free(lines);
	return 0;
}

int64_t loglines_time(const char *text)
{
	char date[DATE_TEXT], whole[2 * DATE_TEXT];
	int64_t now = (int64_t)time(NULL), seconds, span;
	size_t len = strlen(text);

	date_write(date, now);
	if (len >= sizeof(date))
		return -1;
	if (len == 10) /* a date */
		(void)fmt_print(whole, sizeof(whole), "%sT00:00:00Z", text);
	else if (len == 5 || len == 8) /* a time of today */
		(void)fmt_print(whole, sizeof(whole), "%.11s%s%sZ", date, text,
			len == 5 ? ":00" : "");
	else
		(void)fmt_print(whole, sizeof(whole), "%s", text);
	seconds = date_read(whole, strlen(whole));
	if (seconds >= 0)
		return seconds * 1000;
	span = value_duration(text);
	if (span < 0 || span > now * 1000)
		return -1;
	return now * 1000 - span;
}
