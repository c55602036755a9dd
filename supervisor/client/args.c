/* SPDX-License-Identifier: MIT */
/*
 * Parses the options of all commands, in every common form: --lines=5,
 * --lines 5, -n5, -n 5, -fn5.  An option that the command does not know is an
 * error, never ignored.
 */
#include "supervisor/client/args.h"

#include "init/fmt.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/nearest.h"

#include <stddef.h>
#include <string.h>

/* How an option is kept in struct client_args. */
enum form {
	FLAG,   /* a bool */
	TEXT,   /* a const char * */
	LIST,   /* a struct strv, to which each use of the option adds */
	NUMBER, /* an int64_t */
	HELP
};

struct option {
	const char *name;
	char letter; /* 0: none */
	enum args_option bit;
	enum form form;
	unsigned at;  /* of the member in struct client_args */
	int min, max; /* of a NUMBER */
	int unit;     /* by which a NUMBER is multiplied */
};

/* The words of the command line. */
struct words {
	char **v;
	int at; /* the next word to parse */
	int count;
	const char *verb; /* for messages */
};

#define REASON_MAX  200
#define LINES_MAX   1000000
#define TIMEOUT_MAX 604800 /* a week, in seconds */
#define DELAY_MAX   3600
#define AT(member)  offsetof(struct client_args, member)

static const struct option options[] = {
	{"json", 0, ARGS_JSON, FLAG, AT(json), 0, 0, 0},
	{"follow", 'f', ARGS_FOLLOW, FLAG, AT(follow), 0, 0, 0},
	{"lines", 'n', ARGS_LINES, NUMBER, AT(lines), 0, LINES_MAX, 1},
	{"no-wait", 0, ARGS_NO_WAIT, FLAG, AT(no_wait), 0, 0, 0},
	{"timeout", 0, ARGS_TIMEOUT, NUMBER, AT(wait_ms), 1, TIMEOUT_MAX, 1000},
	{"boot", 'b', ARGS_BOOT, TEXT, AT(boot), 0, 0, 0},
	{"signal", 's', ARGS_SIGNAL, TEXT, AT(signal), 0, 0, 0},
	{"tty", 't', ARGS_EXEC, FLAG, AT(tty), 0, 0, 0},
	{"interactive", 'i', ARGS_EXEC, FLAG, AT(interactive), 0, 0, 0},
	{"user", 'u', ARGS_EXEC, TEXT, AT(user), 0, 0, 0},
	{"workdir", 'w', ARGS_EXEC, TEXT, AT(dir), 0, 0, 0},
	{"env", 'e', ARGS_EXEC, LIST, AT(env), 0, 0, 0},
	{"dry-run", 0, ARGS_DRY_RUN, FLAG, AT(dry_run), 0, 0, 0},
	{"reverse", 0, ARGS_REVERSE, FLAG, AT(reverse), 0, 0, 0},
	{"since", 'S', ARGS_WHICH, TEXT, AT(since), 0, 0, 0},
	{"until", 'U', ARGS_WHICH, TEXT, AT(until), 0, 0, 0},
	{"grep", 'g', ARGS_WHICH, TEXT, AT(grep), 0, 0, 0},
	{"stream", 0, ARGS_WHICH, TEXT, AT(stream), 0, 0, 0},
	{"dmesg", 'k', ARGS_WHICH, FLAG, AT(kernel), 0, 0, 0},
	{"jsonl", 0, ARGS_WHICH, FLAG, AT(jsonl), 0, 0, 0},
	{"force", 'f', ARGS_FORCE, FLAG, AT(force), 0, 0, 0},
	{"restart", 0, ARGS_RESTART, FLAG, AT(restart), 0, 0, 0},
	{"keep-old-for", 0, ARGS_RESTART, NUMBER, AT(keep_ms), 1, TIMEOUT_MAX,
		1000},
	{"reason", 0, ARGS_REASON, TEXT, AT(reason), 0, 0, 0},
	{"for", 0, ARGS_FOR, TEXT, AT(what), 0, 0, 0},
	{"now", 0, ARGS_NOW, FLAG, AT(now), 0, 0, 0},
	{"detach", 'd', ARGS_RUN, FLAG, AT(made.detach), 0, 0, 0},
	{"name", 0, ARGS_RUN, TEXT, AT(made.name), 0, 0, 0},
	{"rm", 0, ARGS_RUN, FLAG, AT(made.rm), 0, 0, 0},
	{"read-only", 0, ARGS_RUN, FLAG, AT(made.read_only), 0, 0, 0},
	{"volume", 'v', ARGS_RUN, LIST, AT(made.volumes), 0, 0, 0},
	{"tmpfs", 0, ARGS_RUN, LIST, AT(made.tmpfs), 0, 0, 0},
	{"publish", 'p', ARGS_RUN, LIST, AT(made.ports), 0, 0, 0},
	{"network", 0, ARGS_RUN, TEXT, AT(made.network), 0, 0, 0},
	{"restart", 0, ARGS_RUN, TEXT, AT(made.restart), 0, 0, 0},
	{"stop-timeout", 0, ARGS_RUN, TEXT, AT(made.stop_timeout), 0, 0, 0},
	{"hostname", 'h', ARGS_RUN, TEXT, AT(made.hostname), 0, 0, 0},
	{"cpus", 'c', ARGS_RUN, TEXT, AT(made.cpus), 0, 0, 0},
	{"memory", 'm', ARGS_RUN, TEXT, AT(made.memory), 0, 0, 0},
	{"rootfs", 0, ARGS_RUN, TEXT, AT(made.rootfs), 0, 0, 0},
	{"print", 0, ARGS_RUN, FLAG, AT(made.print), 0, 0, 0},
	{"all", 'a', ARGS_ALL, FLAG, AT(all), 0, 0, 0},
	{"count", 'n', ARGS_TOP, NUMBER, AT(lines), 1, LINES_MAX, 1},
	{"delay", 'd', ARGS_TOP, NUMBER, AT(wait_ms), 1, DELAY_MAX, 1000},
	{"tries", 0, ARGS_TRY, NUMBER, AT(lines), 1, 99, 1},
	{"reboot", 0, ARGS_TRY, FLAG, AT(restart), 0, 0, 0},
	{"from", 0, ARGS_FROM, TEXT, AT(from), 0, 0, 0},
	{"when-allowed", 0, ARGS_END, FLAG, AT(when_allowed), 0, 0, 0},
	{"cancel", 0, ARGS_END, FLAG, AT(cancel), 0, 0, 0},
	{"why", 0, ARGS_INHIBIT, TEXT, AT(reason), 0, 0, 0},
	{"list", 0, ARGS_INHIBIT, FLAG, AT(all), 0, 0, 0},
	{"yes", 0, ARGS_YES, FLAG, AT(yes), 0, 0, 0},
	{"data", 0, ARGS_DATA, FLAG, AT(all), 0, 0, 0},
	{"strict", 0, ARGS_VERIFY, FLAG, AT(check.strict), 0, 0, 0},
	{"dump", 0, ARGS_VERIFY, FLAG, AT(check.dump), 0, 0, 0},
	{"system", 0, ARGS_VERIFY, FLAG, AT(check.system), 0, 0, 0},
	{"verbose", 'v', ARGS_VERIFY, FLAG, AT(check.verbose), 0, 0, 0},
	{"images", 0, ARGS_VERIFY, LIST, AT(check.images), 0, 0, 0},
	{"root", 0, ARGS_VERIFY, LIST, AT(check.roots), 0, 0, 0},
	{"arch", 0, ARGS_VERIFY, TEXT, AT(check.arch), 0, 0, 0},
	{"oci", 0, ARGS_OCI, FLAG, AT(oci), 0, 0, 0},
	{"units", 0, ARGS_UNITS, LIST, AT(units), 0, 0, 0},
	{"help", 'h', ARGS_HELP, HELP, 0, 0, 0, 0},
};

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

static int set_number(int64_t *out, const struct option *o, const char *value)
{
	int64_t n = human_number(value, strlen(value), o->max);

	if (n < o->min)
		return out_fail(EXITCODE_USAGE,
			"--%s: '%s' is not a number from %d to %d", o->name,
			value, o->min, o->max);
	*out = n * o->unit;
	return 0;
}

static int set(struct client_args *a, const struct option *o, const char *value,
	bool *help)
{
	void *member = (char *)a + o->at;

	switch (o->form) {
	case FLAG:
		*(bool *)member = true;
		return 0;
	case TEXT:
		*(const char **)member = value;
		return 0;
	case LIST:
		return strv_add(&a->arena, member, value, strlen(value)) == 0
			       ? 0
			       : out_fail(EXITCODE_FAILED, "out of memory");
	case NUMBER:
		return set_number(member, o, value);
	case HELP:
		*help = true;
		return 0;
	}
	return 0;
}

/* Checks the values that have rules of their own. */
static int check(struct client_args *a)
{
	if (a->boot && strcmp(a->boot, "-1") != 0 && strcmp(a->boot, "0") != 0)
		return out_fail(EXITCODE_USAGE,
			"--boot: 0 is this boot, -1 the boot before");
	if (a->signal && (!*a->signal || strchr(a->signal, ' ')))
		return out_fail(EXITCODE_USAGE, "--signal: '%s' is no signal",
			a->signal);
	if (a->reason && strlen(a->reason) > REASON_MAX)
		return out_fail(EXITCODE_USAGE,
			"the reason has more than %d bytes", REASON_MAX);
	a->last_boot = a->boot && *a->boot == '-';
	return 0;
}

static bool takes_value(const struct option *o)
{
	return o->form == TEXT || o->form == LIST || o->form == NUMBER;
}

/* Sets an option; its value is `given` or, if that is NULL, the next word. */
static int set_valued(struct client_args *a, const struct option *o,
	struct words *w, const char *given, bool *help)
{
	/* As of journalctl, the value of this one may be missing. */
	if (o->bit == ARGS_BOOT && !given &&
		(w->at == w->count || (strcmp(w->v[w->at], "-1") != 0 &&
					      strcmp(w->v[w->at], "0") != 0)))
		given = "0";
	if (takes_value(o) && !given) {
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

/* As unknown(), of an option with a long name. */
static int unknown_long(
	const struct words *w, unsigned known, const char *word, size_t len)
{
	char option[32];
	struct nearest near;

	if (fmt_print(option, sizeof(option), "%.*s", (int)len, word) < 0)
		return unknown(w, word);
	near = nearest_begin(option + 2);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (known & options[i].bit)
			nearest_try(&near, options[i].name,
				strlen(options[i].name));
	if (!nearest_end(&near))
		return unknown(w, option);
	return out_fail(EXITCODE_USAGE,
		"%s: unknown option '%s' (did you mean '--%s'?)", w->verb,
		option, nearest_end(&near));
}

static int parse_long(struct client_args *a, unsigned known, struct words *w,
	const char *word, bool *help)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	const struct option *o = find(known, word + 2, len - 2);

	if (!o)
		return unknown_long(w, known, word, len);
	if (equals && !takes_value(o))
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
		if (rc != 0 || takes_value(o))
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
		plain |= (known & ARGS_COMMAND) && a->count > 0;
	}
	argv[a->count] = NULL;
	return rc == 0 ? check(a) : rc;
}
