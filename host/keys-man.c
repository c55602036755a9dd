/* SPDX-License-Identifier: MIT */
/*
 * keys-man LIST: writes a manual page from its source, NAME.N.in on stdin.
 * These lines are replaced:
 *
 *   @keys SECTION        by the keys of that section, explained;
 *   @refused SECTION...  by the keys that have no effect there;
 *   @commands            by what is answered to commands of the host;
 *   @compare SECTION     by what becomes of each key of podman and systemd that
 *                        LIST has for that section.
 *
 * The keys come from the table that reads unit files, so they are always what
 * tcrd knows.  Runs on the build machine; built with KEYS_DOC.
 */
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/refused.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1024
#define NAME_MAX_BYTES 64
#define OTHER_KEYS_MAX 400

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

/* A key of LIST: podman's or systemd's. */
struct other_key {
	char name[NAME_MAX_BYTES];
	char note[LINE_MAX_BYTES]; /* what is other in tcr; "": nothing */
};

/* Reads the keys of a section from LIST; how many, or -1 after a message. */
static int read_list(const char *path, const char *section,
	struct other_key keys[OTHER_KEYS_MAX])
{
	FILE *f = fopen(path, "r");
	char line[LINE_MAX_BYTES], want[NAME_MAX_BYTES];
	bool here = false;
	int n = 0;

	if (!f) {
		perror(path);
		return -1;
	}
	(void)snprintf(want, sizeof(want), "[%s]", section);
	while (fgets(line, sizeof(line), f)) {
		size_t len = strcspn(line, " \n");

		line[strcspn(line, "\n")] = 0;
		if (*line == '[')
			here = strcmp(line, want) == 0;
		if (*line == '[' || *line == '#' || !*line || !here)
			continue;
		if (n == OTHER_KEYS_MAX || len >= NAME_MAX_BYTES) {
			fprintf(stderr, "keys-man: %s: %s\n", path, line);
			fclose(f);
			return -1;
		}
		(void)snprintf(
			keys[n].name, NAME_MAX_BYTES, "%.*s", (int)len, line);
		(void)snprintf(keys[n].note, LINE_MAX_BYTES, "%s",
			line + len + (line[len] == ' '));
		n++;
	}
	fclose(f);
	return n;
}

/* Writes what becomes of a key that does nothing. */
static void put_verdict(const struct refused_row *row)
{
	static const char *const words[] = {
		[REFUSED_LATER] = "refused by this version",
		[REFUSED_NEVER] = "refused",
		[REFUSED_WARNED] = "no effect, with a warning",
		[REFUSED_IGNORED] = "passed over",
	};
	const char *before = " (not with ";

	printf("%s", words[row->verdict]);
	for (const char *p = row->harmless; p && *p; before = ", ") {
		size_t n = strcspn(p, " ");

		printf("%s%.*s", before, (int)n, p);
		p += n + (p[n] == ' ');
	}
	printf("%s%s%s\n", row->harmless ? ")" : "", row->hint ? ": " : "",
		row->hint ? row->hint : "");
}

/* Writes the keys of the section that neither podman nor systemd has. */
static void put_own(
	enum keys_section section, const struct other_key *others, int count)
{
	const struct keys_row *rows;
	const char *before = ".Pp\nOf tcr alone:\n";
	size_t n;

	for (unsigned part = 0; (rows = keys_rows(section, part, &n)); part++)
		for (size_t i = 0; i < n; i++) {
			int at = 0;

			while (at < count &&
				strcmp(others[at].name, rows[i].name) != 0)
				at++;
			if (at < count)
				continue;
			printf("%s.Ic %s=\n", before, rows[i].name);
			before = "";
		}
}

/* Writes what becomes of a key; 0, or 1 if it is not in the table. */
static int put_compared_key(
	enum keys_section section, const struct other_key *key)
{
	const struct refused_row *refused = refused_find(section, key->name);

	printf(".It Ic %s=\n", key->name);
	if (keys_row(section, key->name)) {
		put_text(*key->note ? key->note : "as there");
		return 0;
	}
	if (refused) {
		put_verdict(refused);
		return 0;
	}
	for (enum keys_section s = 0; s < SECTION_COUNT; s++)
		if (keys_row(s, key->name)) {
			printf("refused: it belongs in [%s]\n",
				keys_section_name(s));
			return 0;
		}
	fprintf(stderr, "keys-man: [%s] %s= is unknown\n",
		keys_section_name(section), key->name);
	return 1;
}

static int put_compared(const char *list, const char *name)
{
	static struct other_key keys[OTHER_KEYS_MAX];
	enum keys_section section = keys_section_find(name);
	int count = read_list(list, name, keys), rc = 0;

	if (count <= 0 || section == SECTION_COUNT) {
		fprintf(stderr, "keys-man: no keys of [%s] in %s\n", name,
			list);
		return 1;
	}
	printf(".Ss The %d keys of [%s]\n"
	       ".Bl -tag -width RestartPreventExitStatus= -compact\n",
		count, name);
	for (int i = 0; i < count; i++)
		rc |= put_compared_key(section, &keys[i]);
	printf(".El\n");
	put_own(section, keys, count);
	return rc;
}

/* What follows the word that the line begins with; NULL: it does not. */
static const char *after(const char *line, const char *word)
{
	size_t n = strlen(word);

	return strncmp(line, word, n) == 0 ? line + n : NULL;
}

int main(int argc, char **argv)
{
	char line[LINE_MAX_BYTES];
	const char *rest;
	int rc = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: keys-man LIST <SOURCE\n");
		return EXIT_FAILURE;
	}
	while (fgets(line, sizeof(line), stdin)) {
		char *end = line + strcspn(line, "\n");

		if (*line != '@') {
			fputs(line, stdout);
			continue;
		}
		*end = 0;
		if ((rest = after(line, "@keys ")))
			rc |= put_keys(rest);
		else if ((rest = after(line, "@refused ")))
			put_verdicts(rest);
		else if ((rest = after(line, "@compare ")))
			rc |= put_compared(argv[1], rest);
		else if (strcmp(line, "@commands") == 0)
			put_commands();
		else
			rc = 1;
	}
	return rc || ferror(stdin) || fflush(stdout) ? EXIT_FAILURE
						     : EXIT_SUCCESS;
}
