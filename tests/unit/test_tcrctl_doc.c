/* SPDX-License-Identifier: MIT */
/*
 * The status document as tcrctl reads it: all of it or none, whatever pieces of
 * it a torn FIFO gave.
 * Links: supervisor/units/text/kind.c
 * Links: supervisor/client/doc.c supervisor/client/human.c
 * Links: supervisor/base/utf8.c init/fmt.c
 */
#include "supervisor/client/doc.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

#define HEAD                                                                   \
	"{\"v\":1,\"version\":\"0.1.0\",\"state\":\"running\","                \
	"\"time\":\"2026-11-23T14:02:11Z\",\"now_ms\":4812,\"boot_ms\":null,"  \
	"\"units\":[\n"
#define UNIT(name, rest)                                                       \
	"{\"unit\":\"" name "\",\"description\":null,\"state\":\"running\","   \
	"\"goal\":\"up\",\"pid\":214,\"since_ms\":3100,\"runs\":1,"            \
	"\"restarts\":0,\"cause\":null,\"last_exit\":null,"                    \
	"\"status_text\":null,\"health\":null,\"next_ms\":null,"               \
	"\"image\":\"web:1\","                                                 \
	"\"network\":\"bridge\",\"ip\":null,\"ip6\":null,\"cgroup\":\"/tcr/"   \
	"web\","                                                               \
	"\"log\":\"web\",\"files\":[\"/a\",\"/b\\\"c\"]" rest "}"
#define PORTS ",\"ports\":[]"
#define END   "]}\n"
#define TWO                                                                    \
	HEAD UNIT("web.container", PORTS) ",\n" UNIT(                          \
		"db.container", PORTS) "\n" END

/* Without a byte to spare, so that a sanitizer sees a step too far. */
static int open_exact(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	struct doc d;
	struct doc_unit u;
	int rc, n = 0;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	rc = doc_open(&d, copy, len);
	while (rc == 0 && doc_next(&d, &u))
		n++;
	if (rc == 0)
		doc_done(&d);
	free(copy);
	return rc < 0 ? rc : n;
}

static void opens(const char *text, int want, const char *claim)
{
	is_int(open_exact(text, strlen(text)), want, claim);
}

static void reads(void)
{
	struct doc d;
	struct doc_unit u;
	struct doc_text item;
	char text[64];

	if (!ok(doc_open(&d, TWO, sizeof(TWO) - 1) == 0, "a document opens"))
		return;
	ok(doc_is(d.head.version, "0.1.0") && d.head.now_ms == 4812,
		"its head is read");
	is_int(d.head.boot_ms, -1, "null is -1 for a number");
	ok(doc_next(&d, &u) && doc_is(u.unit, "web.container"), "one unit");
	ok(!u.description.at && u.pid == 214 && u.next_ms == -1, "its values");
	ok(doc_item(&u.files, &item) && doc_is(item, "/a"), "a list: one");
	ok(doc_item(&u.files, &item) && doc_print(item, text, sizeof(text)) &&
			strcmp(text, "/b\"c") == 0,
		"two, with an escaped quote");
	ok(!doc_member(u.health, "state").at, "no health");
	ok(!doc_item(&u.files, &item), "and no more");
	ok(!doc_item(&u.ports, &item), "an empty list");
	ok(u.line.at[0] == '{' && u.line.at[u.line.len - 1] == '}',
		"the unit's own JSON");
	ok(doc_next(&d, &u) && doc_is(u.unit, "db.container"), "the next unit");
	ok(!doc_next(&d, &u), "the end");
	ok(doc_next(&d, &u) && doc_is(u.unit, "web.container"),
		"behind it, it begins again");
	doc_done(&d);
}

static void finds(void)
{
	static const char text[] = HEAD UNIT("web.container", PORTS) ",\n" UNIT(
		"web.timer", PORTS) "\n" END;
	struct doc d;
	struct doc_unit u;

	if (!ok(doc_open(&d, text, sizeof(text) - 1) == 0, "a document"))
		return;
	ok(doc_find(&d, "web.timer", &u) && doc_is(u.unit, "web.timer"),
		"a unit is found by its whole name");
	ok(doc_find(&d, "web", &u) && doc_is(u.unit, "web.container"),
		"without a suffix it is the container");
	ok(doc_next(&d, &u) && doc_is(u.unit, "web.container"),
		"doc_next() then begins with the first one");
	ok(doc_find(&d, "web", &u) && doc_is(u.unit, "web.container"),
		"wherever doc_next() was, all units are looked at");
	ok(!doc_find(&d, "we", &u) && !doc_find(&d, "web.t", &u),
		"a part of a name is none");
	doc_done(&d);
}

static void members(void)
{
	static const char json[] =
		"{\"state\":\"well\",\"failures\":3,\"none\":null,"
		"\"last\":\"state\",\"end\":\"\\\"\"}";
	struct doc_text object = {json, sizeof(json) - 1};

	ok(doc_is(doc_member(object, "state"), "well"), "a member");
	ok(doc_is(doc_member(object, "last"), "state"), "one behind numbers");
	ok(doc_is(doc_member(object, "end"), "\\\""), "one with a quote");
	ok(!doc_member(object, "failures").at, "a number is no text");
	ok(!doc_member(object, "well").at, "a value is no name");
	ok(!doc_member(object, "stat").at, "half a name is none");
}

static void accepts(void)
{
	opens(HEAD END, 0, "no unit at all");
	opens(HEAD UNIT("a", PORTS) "\n," UNIT("b", PORTS) "\n" END, 2,
		"commas at the begin of lines");
	opens(HEAD UNIT("a", PORTS ",\"new\":{\"x\":[1,{}]}") "\n" END, 1,
		"keys of a later version");
	opens("{\"v\":2,\"units\":[\n]}\n", -EPROTONOSUPPORT,
		"another version is told from a torn document");
}

static void refuses(void)
{
	opens(HEAD UNIT("a", "") "\n" END, -EBADMSG, "a key missing");
	opens(HEAD UNIT("a", PORTS PORTS) "\n" END, -EBADMSG, "a key twice");
	opens(HEAD UNIT("a", PORTS ",\"health\":{}") "\n" END, -EBADMSG,
		"an object twice");
	opens(HEAD UNIT("a", ",\"ports\":{}") "\n" END, -EBADMSG,
		"an object for a list");
	opens(HEAD UNIT("a", ",\"ports\":[1]") "\n" END, -EBADMSG,
		"a number in a list");
	opens(HEAD UNIT("a", ",\"ports\":[[\"x\"]]") "\n" END, -EBADMSG,
		"a list in a list");
	opens(HEAD UNIT("a", ",\"ports\"") "\n" END, -EBADMSG, "no value");
	opens(HEAD UNIT("a\x1b", PORTS) "\n" END, -EBADMSG, "a raw escape");
	opens(HEAD UNIT("a\\x", PORTS) "\n" END, -EBADMSG, "a wrong one");
	opens(HEAD UNIT("a", PORTS) "{}\n" END, -EBADMSG, "more than a unit");
	opens(HEAD "\n" END, -EBADMSG, "an empty line");
	opens(HEAD "[]\n" END, -EBADMSG, "no object");
	opens("", -EBADMSG, "nothing");
	opens("]}\n", -EBADMSG, "an end");
	opens("\n]}\n", -EBADMSG, "an end and no beginning");
	opens("{\"units\":[\n]}\n", -EBADMSG, "no version");
	opens("{\"v\":-1,\"units\":[\n]}\n", -EBADMSG, "a negative one");
	opens("{\"v\":99999999999999999999,\"units\":[\n]}\n", -EBADMSG,
		"one beyond 64 bits");
}

/* What two readers of one FIFO may get. */
static void pieces(void)
{
	static const char doc[] = TWO;
	const size_t len = sizeof(doc) - 1;
	char *text = malloc(len);
	int whole = 0, torn = 0;

	if (!text)
		return;
	for (size_t n = 0; n < len - 1; n++)
		whole += open_exact(doc, n) != -EBADMSG;
	is_int(whole, 0, "no beginning of a document is one");
	whole = 0;
	for (size_t n = 1; n < len; n++)
		whole += open_exact(doc + n, len - n) != -EBADMSG;
	is_int(whole, 0, "nor is an end");
	/* Without a piece of the middle: whole only if it is one of a value. */
	whole = 0;
	for (size_t a = 1; a < len; a++) {
		for (size_t b = a + 1; b < len; b += 7) {
			int rc;

			memcpy(text, doc, a);
			memcpy(text + a, doc + b, len - b);
			rc = open_exact(text, a + len - b);
			whole += rc >= 0;
			torn += rc < 0;
		}
	}
	ok(torn > 50 * whole, "a gap shows (%d of %d do not)", whole, torn);
	free(text);
}

static void prints(
	const char *json, size_t size, const char *want, const char *claim)
{
	char out[64];
	struct doc_text text = {json, strlen(json)};

	is_int(doc_print(text, out, size), strlen(want), claim);
	is_str(out, want, claim);
}

static void printing(void)
{
	char out[8] = "x";

	prints("a\\\"\\\\\\/b", 64, "a\"\\/b", "simple escapes");
	prints("\\n\\r\\b\\f\\u001b[2J", 64, "?????[2J", "control bytes");
	prints("\\t", 64, "\t", "a tab");
	prints("\\u00e4\\u65E5", 64, "\xc3\xa4\xe6\x97\xa5", "characters");
	prints("\\ud83d\\ude00", 64, "\xf0\x9f\x98\x80", "a pair");
	prints("\\ud83dx\\ude00\\ud83d\\u0041", 64, "?x??A", "half a pair");
	prints("\\u0000\\u009b\\u202e", 64, "???", "what must not be shown");
	prints("abcdefgh", 8, "abcd", "cut to fit");
	is_int(doc_print((struct doc_text){0}, out, sizeof(out)), 0,
		"null is nothing");
	is_str(out, "", "written out");
}

/* Brackets by the thousand must not take the time of their square. */
static void bulk(void)
{
	const size_t half = 200000;
	char *text = malloc(3 * half + 200);
	size_t len = sizeof(HEAD) - 1;

	if (!text)
		return;
	memcpy(text, HEAD, len);
	for (size_t i = 0; i < half; i++) {
		memcpy(text + len, i ? ",[]" : "[[]", 3);
		len += 3;
	}
	memcpy(text + len, "]\n]}\n", 5);
	is_int(open_exact(text, len + 5), -EBADMSG, "a wall of brackets");
	memset(text + sizeof(HEAD) - 1, '[', 2 * half);
	is_int(open_exact(text, len + 5), -EBADMSG, "a deep one");
	free(text);
}

int main(void)
{
	reads();
	finds();
	members();
	accepts();
	refuses();
	pieces();
	printing();
	bulk();
	return done_testing();
}
