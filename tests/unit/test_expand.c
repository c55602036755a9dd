/* SPDX-License-Identifier: MIT */
/*
 * % and $ in values: what each form becomes, and what is an error.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/text/expand.c supervisor/units/text/specifier.c
 * Links: supervisor/units/text/words.c supervisor/base/strv.c
 * Links: supervisor/base/utf8.c init/fmt.c init/io.c init/log.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/units/text/expand.h"

#include "supervisor/base/arena.h"
#include "supervisor/units/text/specifier.h"
#include "supervisor/units/text/words.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static char got[512];

static const char *percent(
	const char *name, const char *suffix, bool offline, const char *text)
{
	struct specifier_names names = {
		.name = name, .suffix = suffix, .offline = offline};
	const char *why = "?";
	char *out = NULL;
	int rc = specifier_expand(&names, text, &out, &why);

	snprintf(got, sizeof(got), "%s", rc == 0 ? out : why);
	free(out);
	return got;
}

static void test_names(void)
{
	static const struct {
		const char *name, *text, *want;
	} cases[] = {
		{"web", "%n %N %p [%i] %j", "web.container web web [] web"},
		{"a-b-c", "%p %j %P", "a-b-c c a/b/c"},
		{"a-b@x-y", "%n %N %p %i %j %I %J",
			"a-b@x-y.container a-b@x-y a-b x-y b x/y b"},
		{"t@a\\x2db", "%i %I", "a\\x2db a-b"},
		{"t@a\\x2", "%I", "a\\x2"},
		{"web", "100%%", "100%"},
		{"web", "100%", "100%"},
		{"web", "%", "%"},
		{"web", "%%n %%%n", "%n %web.container"},
		{"web", "no percent", "no percent"},
		{"web", "", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(percent(cases[i].name, ".container", false,
			       cases[i].text),
			cases[i].want, cases[i].text);
}

static void test_places(void)
{
	struct utsname uts;
	char want[512];

	is_str(percent("a", ".x", false, "%t %T %V %E %S %C %L"),
		"/run /tmp /var/tmp /etc /var/lib /var/cache /var/log",
		"directories");
	is_str(percent("a", ".x", false, "%h %u %U %g %G"),
		"/root root 0 root 0", "the device's user");
	ok(uname(&uts) == 0, "uname");
	snprintf(want, sizeof(want), "%s %s", uts.nodename, uts.release);
	is_str(percent("a", ".x", false, "%H %v"), want, "host and kernel");
	snprintf(want, sizeof(want), "%.*s", (int)strcspn(uts.nodename, "."),
		uts.nodename);
	is_str(percent("a", ".x", false, "%l"), want, "the short host name");
	ok(strlen(percent("a", ".x", true, "%m%b")) == 64,
		"ids have 32 digits, off the device too");
}

static void test_percent_errors(void)
{
	static const char *const cases[] = {
		"100% sure", "%y", "% n", "%\xc3\xa4", "%1"};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(percent("a", ".x", false, cases[i]),
			"no specifier; for a percent sign write %%", cases[i]);
}

/* Words between bars, or what is wrong. */
static const char *dollar(const char *text)
{
	static char first[] = "A=1", some[] = "WORDS=a  'b c'",
		    empty[] = "EMPTY=", last[] = "A=2";
	static char *pairs[] = {first, some, empty, last, NULL};
	const struct strv variables = {pairs, 4};
	struct expand e = {.variables = &variables, .why = "?"};
	struct arena arena = {0};
	struct strv words = {0};
	const char *why = "?";
	int rc = words_split(text, WORDS_PLAIN, &arena, &words, &why);

	if (rc == 0)
		rc = expand_words(&e, &arena, &words);
	snprintf(got, sizeof(got), "%s", rc == 0 ? "" : why);
	for (size_t i = 0; rc == 0 && i < words.n; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "<%s>",
			words.v[i]);
	if (*e.undefined)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), " no %s",
			e.undefined);
	arena_done(&arena);
	return got;
}

static void test_words(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"x $A y", "<x><2><y>"},
		{"$WORDS", "<a><b c>"},
		{"a $EMPTY b", "<a><b>"},
		{"'$EMPTY'", ""},
		{"${EMPTY}", "<>"},
		{"x${EMPTY}y", "<xy>"},
		{"${WORDS}", "<a  'b c'>"},
		{"x$A", "<x$A>"},
		{"$Ax", " no Ax"},
		{"$A-x", "<$A-x>"},
		{"'echo $HOME'", "<echo $HOME>"},
		{"$$", "<$>"},
		{"$$A", "<$A>"},
		{"$$$A", "<$$A>"},
		{"$$${A}", "<$2>"},
		{"$1 $", "<$1><$>"},
		{"${A", "<${A>"},
		{"${}", "<${}>"},
		{"${A-x}", "<${A-x}>"},
		{"${NONE}", "<> no NONE"},
		{"a $NONE b", "<a><b> no NONE"},
		{"x${NONE}y ${MORE}", "<xy><> no NONE"},
		{"plain", "<plain>"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is_str(dollar(cases[i].text), cases[i].want, cases[i].text);
}

static void test_bomb(void)
{
	enum {
		SIZE = 60000
	};
	char *pair = malloc(SIZE + 3), *pairs[] = {pair, NULL}, *out = NULL;
	const struct strv variables = {pairs, 1};
	struct expand e = {.variables = &variables, .why = "?"};

	memset(pair, 'x', SIZE + 2);
	pair[1] = '=';
	pair[SIZE + 2] = 0;
	pair[0] = 'A';
	is_int(expand_text(&e, "${A}${A}${A}", &out), -EINVAL,
		"a value has its limit");
	is_str(e.why, "too long with its variables", "and says so");
	is_int(expand_text(&e, "${A}${A}", &out), 0, "up to it it works");
	is_int((long long)strlen(out), 2 * (SIZE), "whole");
	free(out);
	free(pair);
}

int main(void)
{
	test_names();
	test_places();
	test_percent_errors();
	test_words();
	test_bomb();
	return done_testing();
}
