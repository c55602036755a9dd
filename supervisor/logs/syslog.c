/* SPDX-License-Identifier: MIT */
/*
 * Messages of RFC 5424.  The facility is 3, daemon; the severity tells streams
 * apart: err is 3 (error), tcr and its like 5 (notice), out 6 (informational).
 * MSGID is the stream.
 */
#include "supervisor/logs/syslog.h"

#include "images/date.h"
#include "init/fmt.h"
#include "init/text.h"

#include <string.h>

#define FACILITY (3 * 8)
#define HOST_MAX 64
#define UNIT_MAX 48 /* of APP-NAME, as the RFC says */
#define WORD_MAX 8  /* of a stream */

/* Copies a name as PRINTUSASCII, what cannot be in it as '?'; "-" if empty. */
static void name(char *out, size_t size, const char *text, size_t len)
{
	size_t n = 0;

	for (; n < len && text[n] && n + 1 < size; n++)
		out[n] = text[n] > ' ' && text[n] < 0x7f ? text[n] : '?';
	if (n == 0)
		out[n++] = '-';
	out[n] = 0;
}

/* The parts of a record. */
struct parts {
	char time[DATE_TEXT + 8];
	char stream[WORD_MAX];
	const char *text;
	size_t len;
};

static void parse(struct parts *p, const char *record, size_t len)
{
	const char *end = record + len, *dot, *word, *text;
	char date[DATE_TEXT];

	*p = (struct parts){
		.time = "-", .stream = "-", .text = record, .len = len};
	uint64_t seconds = text_digits(record, &dot, 10);

	if (dot == record || end - dot < 6 || *dot != '.' || dot[4] != ' ')
		return;
	word = dot + 5;
	text = memchr(word, ' ', (size_t)(end - word));
	date_write(date, seconds > INT64_MAX ? -1 : (int64_t)seconds);
	if (!text || !date[1])
		return;
	(void)fmt_print(p->time, sizeof(p->time), "%.*s%.*sZ",
		(int)strlen(date) - 1, date, 4, dot);
	name(p->stream, sizeof(p->stream), word, (size_t)(text - word));
	p->text = text + 1;
	p->len = (size_t)(end - p->text);
}

size_t syslog_write(char out[SYSLOG_MAX], bool framed, const char *host,
	const char *unit, const char *record, size_t len)
{
	char head[SYSLOG_MAX - RING_RECORD_MAX], host_name[HOST_MAX],
		app[UNIT_MAX + 1], size[16] = "";
	struct parts p;
	const char *tail;
	int n, before = 0;
	int severity;

	parse(&p, record, len < RING_RECORD_MAX ? len : RING_RECORD_MAX);
	name(host_name, sizeof(host_name), host, SIZE_MAX);
	name(app, sizeof(app), unit, SIZE_MAX);
	severity = strcmp(p.stream, "err") == 0   ? 3
		   : strcmp(p.stream, "out") == 0 ? 6
						  : 5;
	n = fmt_print(head, sizeof(head), "<%d>1 %s %s %s - %s - %s",
		FACILITY + severity, p.time, host_name, app, p.stream,
		strcmp(p.stream, RING_START) == 0 ? "started, " : "");
	tail = strcmp(p.stream, RING_DROP) == 0 ? " lines dropped" : "";
	if (framed)
		before = fmt_print(size, sizeof(size), "%zu ",
			(size_t)n + p.len + strlen(tail));
	memcpy(out, size, (size_t)before);
	memcpy(out + before, head, (size_t)n);
	n += before;
	memcpy(out + n, p.text, p.len);
	memcpy(out + n + p.len, tail, strlen(tail));
	return (size_t)n + p.len + strlen(tail);
}
