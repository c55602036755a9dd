/* SPDX-License-Identifier: MIT */
/*
 * What containers say with sd_notify(3), and what they should not.
 * Links: supervisor/life/message.c supervisor/base/utf8.c
 */
#include "supervisor/life/message.h"

#include "tests/unit/tap.h"

#include <stdlib.h>

/* On the heap, to the byte: the sanitizer sees a read beyond. */
static struct message take(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct message m;

	memcpy(copy, text, len);
	message_read(copy, len, &m);
	free(copy);
	return m;
}

static struct message read_text(const char *text)
{
	return take(text, strlen(text));
}

int main(void)
{
	char longer[MESSAGE_MAX];
	struct message m = read_text("READY=1");

	ok(m.ready && !m.alive && !m.has_status, "READY=1");
	m = read_text("STATUS=all is well\nREADY=1\nWATCHDOG=1\n");
	ok(m.ready && m.alive, "several lines in one");
	is_str(m.status, "all is well", "a status among them");
	m = read_text("READY=0\nREADY=11\nREADY\nready=1\n READY=1");
	ok(!m.ready, "nothing that is only like READY=1");
	m = read_text("STOPPING=1\nRELOADING=1\nWATCHDOG=trigger");
	ok(m.stopping && m.reloading && m.trigger && !m.alive,
		"the others too");
	m = read_text("MAINPID=1\nFDSTORE=1\nX_Y=z\nBARRIER=1\n=\n\n");
	ok(!m.ready && !m.has_status && !m.extend_ms,
		"the rest is passed over");
	m = read_text("EXTEND_TIMEOUT_USEC=1500001");
	is_int(m.extend_ms, 1501, "microseconds are rounded up");
	is_int(read_text("EXTEND_TIMEOUT_USEC=").extend_ms, 0, "none");
	is_int(read_text("EXTEND_TIMEOUT_USEC=-5").extend_ms, 0, "negative");
	is_int(read_text("EXTEND_TIMEOUT_USEC=99999999999999999999").extend_ms,
		INT64_C(2592000000), "30 days at most");
	m = take("STATUS=a\x1b[2J\x07\x00z\x7f", 16);
	is_str(m.status, "a?[2J??z?", "control bytes of a status");
	m = read_text("STATUS=a\tb\t");
	is_str(m.status, "a b ", "tabs, which would break a table");
	m = read_text("STATUS=\xc2\x9b"
		      "31m\xff\xe2\x82");
	is_str(m.status, "?31m???", "also the wide ones, and no UTF-8");
	m = read_text("STATUS=gr\xc3\xbc\xc3\x9f");
	is_str(m.status, "gr\xc3\xbc\xc3\x9f", "letters are kept");
	m = read_text("STATUS=");
	ok(m.has_status && !*m.status, "an empty one clears");
	memset(longer, 'x', sizeof(longer));
	memcpy(longer, "STATUS=", 7);
	m = take(longer, sizeof(longer));
	is_int((long long)strlen(m.status), MESSAGE_STATUS_MAX - 1,
		"a long one is cut");
	for (size_t i = 7; i + 1 < sizeof(longer); i += 2)
		memcpy(longer + i, "\xc3\xbc", 2);
	m = take(longer, sizeof(longer));
	is_int((long long)strlen(m.status), MESSAGE_STATUS_MAX - 2,
		"between characters");
	m = take("", 0);
	ok(!m.ready, "an empty datagram says nothing");
	return done_testing();
}
