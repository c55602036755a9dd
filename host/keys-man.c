/* SPDX-License-Identifier: MIT */
/*
 * Writes a manual page from its source on stdin: the line `.\" @keys SECTION`
 * is replaced by the keys of that section, `.\" @refused SECTION...` by the
 * keys that have no effect there.  Both come from the table that reads unit
 * files, so they are always what tcrd knows.  Runs on the build machine; built
 * with KEYS_DOC.
 */
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/refused.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1024

/* Writes one byte of text; escapes characters that mean something to mdoc. */
static void put_byte(char c, bool first, bool quoted)
{
	if (first && (c == '.' || c == '\''))
		printf("\\&");
	if (c == '\\')
		printf("\\e");
	else if (c == '"' && quoted)
		printf("\\(dq");
	else
		putchar(c);
}

/* Writes text with a new line for each sentence, as mdoc(7) wants it. */
static void put_text(const char *text)
{
	bool first = true;

	for (; *text; text++) {
		if (!first && *text == ' ' && strchr(".:", text[-1]) &&
			text[1] >= 'A' && text[1] <= 'Z') {
			putchar('\n');
			first = true;
			continue;
		}
		put_byte(*text, first, false);
		first = false;
	}
	putchar('\n');
}

/* Writes text as one argument of a macro. */
static void put_argument(const char *text)
{
	putchar('"');
	for (; *text; text++)
		put_byte(*text, false, true);
	putchar('"');
}

static void put_key(const struct keys_row *row)
{
	printf(".It Ic %s= Ns Ar ", row->name);
	put_argument(row->syntax);
	putchar('\n');
	put_text(row->help);
	if (row->fallback) {
		printf("The default is\n.Cm ");
		put_argument(row->fallback);
		printf(" .\n");
	}
	printf(".Dl %s= Ns ", row->name);
	put_argument(row->example);
	putchar('\n');
}

static int put_keys(const char *name)
{
	enum keys_section section = keys_section_find(name);
	const struct keys_row *rows;
	size_t count;

	if (section == SECTION_COUNT || !keys_rows(section, 0, &count)) {
		fprintf(stderr, "keys-man: no keys of [%s]\n", name);
		return 1;
	}
	printf(".Ss The [%s] section\n.Bl -tag -width Ds\n", name);
	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count; i++)
			put_key(&rows[i]);
	printf(".El\n");
	return 0;
}

static bool has_verdict(enum keys_section section, enum refused_verdict verdict)
{
	const struct refused_row *row;

	for (size_t i = 0; (row = refused_get(i)); i++)
		if (row->section == section && row->verdict == verdict)
			return true;
	return false;
}

static void put_refused(enum keys_section section, enum refused_verdict verdict)
{
	const struct refused_row *row;

	printf(".It [%s]\n", keys_section_name(section));
	for (size_t i = 0; (row = refused_get(i)); i++)
		if (row->section == section && row->verdict == verdict)
			printf("%s\n", row->names);
}

/* The sections named, separated by blanks. */
static void put_verdicts(const char *sections)
{
	static const struct {
		enum refused_verdict verdict;
		const char *title, *text;
	} parts[] = {
		{REFUSED_LATER, "Not supported by this version",
			"The unit is refused."},
		{REFUSED_NEVER, "Not supported",
			"The unit is refused, with what to use instead."},
		{REFUSED_WARNED, "Without effect",
			"The unit is loaded, and a warning says so."},
		{REFUSED_IGNORED, "Passed over", "They mean nothing here."},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		bool open = false;

		for (enum keys_section s = 0; s < SECTION_COUNT; s++) {
			if (!strstr(sections, keys_section_name(s)) ||
				!has_verdict(s, parts[i].verdict))
				continue;
			if (!open)
				printf(".Ss %s\n%s\n.Bl -tag -width Ds\n",
					parts[i].title, parts[i].text);
			open = true;
			put_refused(s, parts[i].verdict);
		}
		if (open)
			printf(".El\n");
	}
}

static void put_commands(void)
{
	const struct refused_command *command;

	printf(".Bl -tag -width Ds\n");
	for (size_t i = 0; (command = refused_command(i)); i++) {
		const char *words = command->words;
		size_t len = strcspn(words, "|");

		printf(".It Ql %.*s", (int)len, words);
		for (words += len; *words; words += len) {
			len = strcspn(++words, "|");
			printf(" , Ql %.*s", (int)len, words);
		}
		putchar('\n');
		put_text(command->answer);
	}
	printf(".El\n");
}

int main(void)
{
	static const char keys[] = ".\\\" @keys ",
			  refused[] = ".\\\" @refused ",
			  commands[] = ".\\\" @commands";
	char line[LINE_MAX_BYTES];
	int rc = 0;

	while (fgets(line, sizeof(line), stdin)) {
		if (strncmp(line, keys, sizeof(keys) - 1) == 0) {
			line[strcspn(line, "\n")] = 0;
			rc |= put_keys(line + sizeof(keys) - 1);
		} else if (strncmp(line, refused, sizeof(refused) - 1) == 0) {
			put_verdicts(line + sizeof(refused) - 1);
		} else if (strncmp(line, commands, sizeof(commands) - 1) == 0) {
			put_commands();
		} else {
			fputs(line, stdout);
		}
	}
	return rc || ferror(stdin) || fflush(stdout) ? EXIT_FAILURE
						     : EXIT_SUCCESS;
}
