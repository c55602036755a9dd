/* SPDX-License-Identifier: MIT */
/*
 * The manual pages have every key of the table, and no other.
 *
 * Links: supervisor/units/*.c supervisor/signals.c supervisor/utf8.c
 * Links: supervisor/strv.c init/fmt.c init/log.c init/io.c
 */
#include "supervisor/units/keys.h"
#include "supervisor/units/refused.h"
#include "tests/unit/tap.h"

#include <stdlib.h>

static char container[64 << 10], uplink[64 << 10];

static bool slurp(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(out, 1, size - 1, f) : 0;

	if (f)
		fclose(f);
	out[len] = 0;
	return len > 0;
}

/* Where the page's section "The [NAME] section" begins; NULL: nowhere. */
static const char *section_of(const char *page, enum keys_section section)
{
	char heading[64];

	snprintf(heading, sizeof(heading), "\n.Ss The [%s] section\n",
		keys_section_name(section));
	return strstr(page, heading);
}

/* The text of an item, up to the next one. */
static bool item_has(const char *item, const char *text)
{
	const char *found = strstr(item, text);
	const char *next = strstr(item + 1, "\n.It ");
	const char *end = strstr(item, "\n.El");

	if (!next || (end && end < next))
		next = end;
	return found && (!next || found < next);
}

static void test_row(const struct keys_row *row)
{
	const char *page = row->section == SECTION_UPLINK ? uplink : container;
	const char *section = section_of(page, row->section);
	const char *end = section ? strstr(section + 1, "\n.S") : NULL;
	char heading[128], text[256];
	const char *item;

	snprintf(heading, sizeof(heading), "\n.It Ic %s= Ns Ar %s\n", row->name,
		row->syntax);
	item = section ? strstr(section, heading) : NULL;
	if (!ok(item && end && item < end, "%s= is in the manual", row->name))
		return;
	snprintf(text, sizeof(text), "\n%s\n", row->help);
	ok(item_has(item, text), "%s= is explained as in the table", row->name);
	snprintf(text, sizeof(text), "\nThe default is\n.Ic %s .",
		row->fallback ? row->fallback : "");
	if (row->fallback)
		ok(item_has(item, text), "%s= has its default", row->name);
	else
		ok(!item_has(item, "\nThe default is\n"), "%s= has no default",
			row->name);
}

static void test_no_other(const char *page, const char *name)
{
	bool all = true;

	for (const char *p = page; (p = strstr(p, "\n.It Ic "));) {
		size_t len;
		bool known = false;

		p += strlen("\n.It Ic ");
		len = strcspn(p, "=\n");
		for (size_t i = 0; keys_get(i); i++)
			known |= strlen(keys_get(i)->name) == len &&
				 !memcmp(keys_get(i)->name, p, len);
		if (!known)
			printf("# %.*s\n", (int)len, p);
		all &= known;
	}
	ok(all, "%s has no key that the table lacks", name);
}

static bool is_in(
	const char *from, const char *to, const char *name, size_t len)
{
	for (const char *p = from; p && p < to; p++) {
		size_t n = strcspn(p, " \n");

		if (n == len && !memcmp(p, name, len))
			return true;
		p += n;
	}
	return false;
}

/* The names that the manual lists, to find those that the table lacks. */
static size_t count_listed(const char *from, const char *to)
{
	size_t count = 0;

	for (const char *p = from; p && p < to;) {
		size_t n = strcspn(p, "\n");

		if (*p != '.')
			for (size_t i = 0; i < n; i++)
				count += i == 0 || p[i - 1] == ' ';
		p += n + 1;
	}
	return count;
}

static void test_verdict(enum refused_verdict verdict, const char *title)
{
	const struct refused_row *row;
	char heading[64];
	const char *from, *to;
	size_t count = 0;
	bool all = true;

	snprintf(heading, sizeof(heading), "\n.Ss %s\n", title);
	from = strstr(container, heading);
	from = from ? strstr(from, "\n.Bl ") : NULL;
	to = from ? strstr(from, "\n.El") : NULL;
	if (!ok(to != NULL, "the manual has a part \"%s\"", title))
		return;
	for (size_t i = 0; (row = refused_get(i)); i++)
		for (const char *p = row->names;
			row->verdict == verdict && *p;) {
			size_t len = strcspn(p, " ");

			if (!is_in(from, to, p, len)) {
				printf("# %.*s\n", (int)len, p);
				all = false;
			}
			count++;
			p += len + (p[len] == ' ');
		}
	ok(all, "it has all of them");
	is_int((long long)count_listed(from + 1, to), (long long)count,
		"and no other");
}

static void test_table(void)
{
	bool all = true;
	size_t n = 0;

	for (const struct keys_row *row; (row = keys_get(n)); n++) {
		all &= !refused_find(row->section, row->name) && row->set &&
		       row->syntax && row->help;
		for (size_t j = 0; j < n; j++)
			all &= keys_get(j)->section != row->section ||
			       strcmp(keys_get(j)->name, row->name) != 0;
		all &= row->grammar != KEY_BOOL || row->fallback;
	}
	ok(all && n > 30, "%zu keys, each once and none refused", n);
}

int main(void)
{
	ok(slurp("supervisor/tcr.container.5", container, sizeof(container)) &&
			slurp("supervisor/tcr.uplink.5", uplink,
				sizeof(uplink)),
		"there are manual pages");
	test_table();
	for (size_t i = 0; keys_get(i); i++)
		test_row(keys_get(i));
	test_no_other(container, "tcr.container(5)");
	test_no_other(uplink, "tcr.uplink(5)");
	test_verdict(REFUSED_LATER, "Not supported by this version");
	test_verdict(REFUSED_NEVER, "Not supported");
	test_verdict(REFUSED_WARNED, "Without effect");
	test_verdict(REFUSED_IGNORED, "Passed over");
	return done_testing();
}
