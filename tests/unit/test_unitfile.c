/* SPDX-License-Identifier: MIT */
/*
 * Unit files beside what is made of them: tests/ini/NAME.container (or
 * another kind)
 * and NAME.expect, which has what is logged and then the unit.  A new case is
 * two new files; EXPECT=write writes the second one, to be read with care.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c
 * Links: supervisor/life/reason.c init/fmt.c net/address.c init/log.c init/io.c
 * Links: init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/reader.h"
#include "supervisor/units/keys/refused.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_file.h"
#include "tests/unit/capture.h"
#include "tests/unit/tap.h"
#include "tests/unit/unit_text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define DIR_NAME "tests/ini"

static char text[TEXT_MAX], want[TEXT_MAX];

static enum unit_kind kind_for(const char *file)
{
	enum unit_kind kind = UNIT_CONTAINER;
	size_t stem;

	if (scan_type(file, &kind, &stem) == SCAN_UNIT)
		return kind;
	return strcmp(file, "tcr.conf") ? UNIT_CONTAINER : UNIT_MANAGER;
}

/* Reads the text as the file of that name; got[] says what came of it. */
static void read_unit(const char *file, const char *bytes, size_t len)
{
	char path[300], stem[UNIT_NAME_MAX + 1];
	char *copy = malloc(len + 1);
	struct draft u = {.report.path = path};
	const char *dot = strrchr(file, '.');
	int rc;

	snprintf(path, sizeof(path), "/etc/tcr/conf.d/%s", file);
	memcpy(copy, bytes, len);
	copy[len] = 0;
	snprintf(stem, sizeof(stem), "%.*s", (int)(dot - file), file);
	snprintf(u.unit.name, sizeof(u.unit.name), "%s%s", stem,
		strcmp(dot, ".container") ? dot : "");
	u.unit.kind = kind_for(file);
	captured[0] = 0;
	rc = reader_begin(&u, stem, false);
	if (rc == 0)
		rc = reader_add(&u, path, copy, len);
	if (rc == 0)
		rc = reader_end(&u);
	free(copy);
	got[0] = 0;
	put("%s%s\n", captured,
		rc < 0            ? "failed"
		: u.report.failed ? "bad"
				  : "good");
	put_text("description", u.unit.conf.description);
	for (size_t i = 0; i < u.dep_count && !u.report.failed; i++)
		put("%s: %s, line %u\n", draft_relation_key(u.deps[i].relation),
			u.deps[i].name,
			u.deps[i].at ? u.report.places[u.deps[i].at - 1].line
				     : 0);
	if (!u.report.failed && u.unit.kind != UNIT_CONTAINER &&
		u.unit.conf.life.start_ms)
		put("start: %lld ms\n", (long long)u.unit.conf.life.start_ms);
	if (!u.report.failed && u.unit.kind == UNIT_CONTAINER)
		put_container(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_NETWORK)
		put_bridge(u.unit.conf.bridge);
	else if (!u.report.failed && u.unit.kind == UNIT_POD)
		put_pod(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_UPLINK)
		put_uplink(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_VOLUME)
		put_volume(&u.unit.conf);
	else if (!u.report.failed && u.unit.kind == UNIT_IMAGE)
		put("image: %s, %s\n", u.unit.conf.image,
			u.unit.conf.store.arch ? u.unit.conf.store.arch : "");
	if (u.report.failed != (u.report.first != NULL))
		put("the first error is lost\n");
	draft_done(&u);
	unit_file_done(&u.unit);
}

static size_t slurp(const char *path, char *out)
{
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(out, 1, TEXT_MAX - 1, f) : 0;

	if (f)
		fclose(f);
	out[len] = 0;
	return len;
}

static void test_file(const char *file)
{
	char path[512];
	size_t len;

	snprintf(path, sizeof(path), DIR_NAME "/%s", file);
	len = slurp(path, text);
	read_unit(file, text, len);
	snprintf(path, sizeof(path), DIR_NAME "/%.*s.expect",
		(int)(strrchr(file, '.') - file), file);
	if (getenv("EXPECT")) {
		FILE *f = fopen(path, "w");

		if (f) {
			fputs(got, f);
			fclose(f);
		}
	}
	slurp(path, want);
	is_str(got, want, file);
}

static int is_unit(const struct dirent *entry)
{
	enum unit_kind kind;
	size_t stem;

	return scan_type(entry->d_name, &kind, &stem) == SCAN_UNIT;
}

static void test_files(void)
{
	struct dirent **entries = NULL;
	int n = scandir(DIR_NAME, &entries, is_unit, alphasort);

	ok(n > 30, "there are cases in " DIR_NAME);
	for (int i = 0; i < n; i++) {
		test_file(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

/* A file with the section, and two lines before it. */
static const char *file_for(enum keys_section section, const char **head)
{
	if (section == SECTION_VOLUME) {
		*head = "[Volume]\nCopy=no";
		return "a.volume";
	}
	if (section == SECTION_IMAGE) {
		*head = "[Image]\nImage=a";
		return "a.image";
	}
	if (section == SECTION_TIMER) {
		*head = "[Timer]\nOnBootSec=1";
		return "a.timer";
	}
	if (section == SECTION_NETWORK) {
		*head = "[Network]\nInternal=no";
		return "a.network";
	}
	if (section == SECTION_POD) {
		*head = "[Pod]\nHostName=a";
		return "a.pod";
	}
	if (section == SECTION_MANAGER) {
		*head = "[Manager]\nLogLevel=info";
		return "tcr.conf";
	}
	*head = "[Container]\nImage=a";
	return "a.container";
}

/* Every key that is not done, by itself, gets its verdict. */
static void test_verdicts(void)
{
	static const char *const words[] = {
		[REFUSED_LATER] = "= is not supported by this version",
		[REFUSED_NEVER] = "= is not supported",
		[REFUSED_WARNED] = "= has no effect",
		[REFUSED_IGNORED] = NULL,
	};
	const struct refused_row *row;
	size_t keys = 0;
	bool all = true;

	for (size_t i = 0; (row = refused_get(i)); i++) {
		const char *names = row->names;
		bool bad = row->verdict == REFUSED_LATER ||
			   row->verdict == REFUSED_NEVER;

		while (*names) {
			char file[512], phrase[128];
			size_t len = strcspn(names, " ");
			const char *head;
			const char *name = file_for(row->section, &head);
			bool good;

			snprintf(file, sizeof(file), "%s\n[%s]\n%.*s=what\n",
				head, keys_section_name(row->section), (int)len,
				names);
			snprintf(phrase, sizeof(phrase), ":4: %.*s", (int)len,
				names);
			for (char *p = file; *p; p++)
				*p = *p == '*' ? 'X' : *p;
			for (char *p = phrase; *p; p++)
				*p = *p == '*' ? 'X' : *p;
			read_unit(name, file, strlen(file));
			good = (strncmp(captured, "error ", 6) == 0) == bad &&
			       (words[row->verdict]
					       ? strstr(captured, phrase) &&
							 strstr(captured,
								 words[row->verdict])
					       : !*captured);
			if (!good)
				printf("# %.*s: %s\n", (int)len, names,
					captured);
			all &= good;
			keys++;
			names += len + (names[len] == ' ');
		}
	}
	ok(all && keys > 150, "%zu keys that are not done are told", keys);
}

/* The same with a value that asks for nothing: nothing is said. */
static void test_harmless(void)
{
	const struct refused_row *row;
	bool all = true;

	for (size_t i = 0; (row = refused_get(i)); i++) {
		const char *head;
		const char *name = file_for(row->section, &head);
		char file[512];

		if (!row->harmless)
			continue;
		snprintf(file, sizeof(file), "%s\n[%s]\n%.*s=%.*s\n", head,
			keys_section_name(row->section),
			(int)strcspn(row->names, " "), row->names,
			(int)strcspn(row->harmless, " "), row->harmless);
		read_unit(name, file, strlen(file));
		all &= !*captured;
	}
	ok(all, "what asks for what is anyway is taken in silence");
}

static void test_sizes(void)
{
	size_t len;
	size_t at = (size_t)sprintf(text, "[Container]\nImage=a\n");

	memset(text + at, 'x', 256 << 10);
	read_unit("a.container", text, 256 << 10);
	ok(strstr(got, "line is longer than 65536 bytes") != NULL,
		"256 KiB without a newline");
	for (len = at; len < (256 << 10) - 8;)
		len += (size_t)sprintf(text + len, "Bad%d\n", (int)(len % 9));
	read_unit("a.container", text, len);
	ok(strstr(got, "more problems\n") && strlen(captured) < 4000,
		"a file of bad lines does not flood the log");
	len = at + (size_t)sprintf(text + at, "[Unit]\n");
	while (len < (256 << 10) - 8)
		len += (size_t)sprintf(text + len, "Aftr=\n");
	read_unit("a.container", text, len);
	ok(strstr(got, "81 more problems\n") != NULL,
		"a file of misspelt keys is not read to its end");
	for (len = at; len < (256 << 10) - 40;)
		len += (size_t)sprintf(text + len, "Environment=A%zu=1\n", len);
	read_unit("a.container", text, len);
	ok(strstr(got, "too many variables") != NULL, "lists have limits");
}

int main(void)
{
	capture_begin();
	test_files();
	test_verdicts();
	test_harmless();
	test_sizes();
	return done_testing();
}
