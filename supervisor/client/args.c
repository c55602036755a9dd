/* SPDX-License-Identifier: MIT */
/*
 * Parses the options of all commands, in every common form: --lines=5,
 * --lines 5, -n5, -n 5, -fn5.  An option that the command does not know is an
 * error, never ignored.
 */
#include "supervisor/client/args.h"

#include "supervisor/client/human.h"
#include "supervisor/client/out.h"

#include <string.h>

struct option {
	const char *name;
	char letter; /* 0: none */
	enum args_option bit;
	bool value; /* the option takes a value */
};

/* The words of the command line. */
struct words {
	char **v;
	int at; /* the next word to parse */
	int count;
	const char *verb; /* for messages */
};

static const struct option options[] = {
	{"json", 0, ARGS_JSON, false},
	{"follow", 'f', ARGS_FOLLOW, false},
	{"lines", 'n', ARGS_LINES, true},
	{"no-wait", 0, ARGS_NO_WAIT, false},
	{"timeout", 0, ARGS_TIMEOUT, true},
	{"boot", 'b', ARGS_BOOT, true},
	{"signal", 's', ARGS_SIGNAL, true},
	{"help", 'h', ARGS_HELP, false},
};

#define LINES_MAX   1000000
#define TIMEOUT_MAX 604800 /* a week, in seconds */

static const struct option *find(unsigned known, const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		const struct option *o = &options[i];

		if ((known & o->bit) && strlen(o->name) == len &&
			memcmp(o->name, name, len) == 0)
			return o;
	}
	return NULL;
}

static const struct option *find_letter(unsigned known, char letter)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if ((known & options[i].bit) && options[i].letter == letter)
			return &options[i];
	return NULL;
}

static int set_number(int64_t *out, const struct option *o, const char *value,
	int64_t min, int64_t max)
{
	int64_t n = human_number(value, strlen(value), max);

	if (n < min)
		return out_fail(EXITCODE_USAGE,
			"--%s: '%s' is not a number from %lld to %lld", o->name,
			value, (long long)min, (long long)max);
	*out = n;
	return 0;
}

static int set(struct client_args *a, const struct option *o, const char *value,
	bool *help)
{
	int rc;

	switch (o->bit) {
	case ARGS_JSON:
		a->json = true;
		return 0;
	case ARGS_FOLLOW:
		a->follow = true;
		return 0;
	case ARGS_LINES:
		return set_number(&a->lines, o, value, 0, LINES_MAX);
	case ARGS_NO_WAIT:
		a->no_wait = true;
		return 0;
	case ARGS_TIMEOUT:
		rc = set_number(&a->wait_ms, o, value, 1, TIMEOUT_MAX);
		a->wait_ms *= 1000;
		return rc;
	case ARGS_BOOT:
		a->last_boot = strcmp(value, "-1") == 0;
		if (!a->last_boot && strcmp(value, "0") != 0)
			return out_fail(EXITCODE_USAGE,
				"--boot: 0 is this boot, -1 the boot before");
		return 0;
	case ARGS_SIGNAL:
		if (!*value || strchr(value, ' '))
			return out_fail(EXITCODE_USAGE,
				"--signal: '%s' is no signal", value);
		a->signal = value;
		return 0;
	case ARGS_HELP:
		*help = true;
		return 0;
	}
	return 0;
}

/* Sets an option; its value is `given` or, if that is NULL, the next word. */
static int set_valued(struct client_args *a, const struct option *o,
	struct words *w, const char *given, bool *help)
{
	if (o->value && !given) {
		if (w->at == w->count)
			return out_fail(
				EXITCODE_USAGE, "--%s needs a value", o->name);
		given = w->v[w->at++];
	}
	return set(a, o, given ? given : "", help);
}

static int unknown(const struct words *w, const char *option)
{
	return out_fail(EXITCODE_USAGE,
		"%s: unknown option '%s' (see 'tcrctl help %s')", w->verb,
		option, w->verb);
}

static int parse_long(struct client_args *a, unsigned known, struct words *w,
	const char *word, bool *help)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const struct option *o = find(known, word + 2, len - 2);

	if (!o)
		return unknown(w, word);
	if (equals && !o->value)
		return out_fail(EXITCODE_USAGE, "--%s takes no value", o->name);
	return set_valued(a, o, w, equals ? equals + 1 : NULL, help);
}

static int parse_letters(struct client_args *a, unsigned known, struct words *w,
	const char *word, bool *help)
{
	for (const char *p = word + 1; *p; p++) {
		const struct option *o = find_letter(known, *p);
		int rc;

		if (!o)
			return unknown(w, word);
		rc = set_valued(a, o, w, p[1] ? p + 1 : NULL, help);
		if (rc != 0 || o->value)
			return rc;
	}
	return 0;
}

int args_parse(struct client_args *a, unsigned known, int argc, char **argv,
	bool *help)
{
	struct words w = {argv, 0, argc, a->verb};
	bool plain = false;
	int rc = 0;

	known |= ARGS_HELP;
	a->names = argv;
	a->count = 0;
	a->lines = -1;
	a->wait_ms = -1;
	a->signal = NULL;
	while (rc == 0 && w.at < w.count) {
		char *word = w.v[w.at++];

		if (plain || word[0] != '-' || !word[1])
			argv[a->count++] = word;
		else if (strcmp(word, "--") == 0)
			plain = true;
		else if (word[1] == '-')
			rc = parse_long(a, known, &w, word, help);
		else
			rc = parse_letters(a, known, &w, word, help);
	}
	return rc;
}
