/* SPDX-License-Identifier: MIT */
/*
 * PodmanArgs=: options of podman are read as the keys with the same effect, so
 * they can do no more than keys can.  Most options have the name of a key in
 * lower case with dashes (--health-cmd is HealthCmd=); the table has the
 * others. An option without a key refuses the unit.
 */
#include "supervisor/units/keys/set_podman.h"

#include "init/fmt.h"
#include "supervisor/units/keys/assign.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <string.h>

#define ANY         SECTION_COUNT
#define LIST_BYTES  512 /* of a list in a message; more is cut */
#define VALUE_BYTES 64  /* of a value that is converted */

/* How the value of an option is converted to that of the key. */
enum as {
	AS_IS,
	AS_FLAG,    /* "yes", or the text after "=" */
	AS_PERCENT, /* "1.5" CPUs become "150%" */
	AS_WEIGHT,  /* shares of 1024 become shares of 100 */
	AS_SWAP,    /* the sum of memory and swap becomes swap */
	AS_RATE,    /* "/DEVICE:RATE" becomes "/DEVICE RATE" */
	AS_NOTHING, /* the option has no effect */
	AS_NO_FLAG, /* a flag that has no effect */
};

static const struct option {
	const char *name; /* "a=b": option a with a value that begins with b */
	const char *key;
	enum keys_section section; /* of the key; ANY: all sections */
	enum as as;
} options[] = {
	{"e", "Environment", SECTION_CONTAINER, AS_IS},
	{"env", "Environment", SECTION_CONTAINER, AS_IS},
	{"env-file", "EnvironmentFile", SECTION_CONTAINER, AS_IS},
	{"h", "HostName", SECTION_CONTAINER, AS_IS},
	{"m", "Memory", SECTION_CONTAINER, AS_IS},
	{"u", "User", SECTION_CONTAINER, AS_IS},
	{"v", "Volume", SECTION_CONTAINER, AS_IS},
	{"v", "Volume", SECTION_POD, AS_IS},
	{"w", "WorkingDir", SECTION_CONTAINER, AS_IS},
	{"workdir", "WorkingDir", SECTION_CONTAINER, AS_IS},
	{"name", "ContainerName", SECTION_CONTAINER, AS_IS},
	{"name", "PodName", SECTION_POD, AS_IS},
	{"net", "Network", SECTION_CONTAINER, AS_IS},
	{"p", "PublishPort", SECTION_CONTAINER, AS_IS},
	{"p", "PublishPort", SECTION_POD, AS_IS},
	{"publish", "PublishPort", SECTION_CONTAINER, AS_IS},
	{"publish", "PublishPort", SECTION_POD, AS_IS},
	{"expose", "ExposeHostPort", SECTION_CONTAINER, AS_IS},
	{"cap-add", "AddCapability", SECTION_CONTAINER, AS_IS},
	{"cap-drop", "DropCapability", SECTION_CONTAINER, AS_IS},
	{"device", "AddDevice", SECTION_CONTAINER, AS_IS},
	{"tz", "Timezone", SECTION_CONTAINER, AS_IS},
	{"init", "RunInit", SECTION_CONTAINER, AS_FLAG},
	{"security-opt=no-new-privileges", "NoNewPrivileges", SECTION_CONTAINER,
		AS_FLAG},
	{"security-opt=seccomp", "SeccompProfile", SECTION_CONTAINER, AS_IS},
	{"security-opt=apparmor", "AppArmor", SECTION_CONTAINER, AS_IS},
	{"security-opt=mask", "Mask", SECTION_CONTAINER, AS_IS},
	{"security-opt=unmask", "Unmask", SECTION_CONTAINER, AS_IS},
	{"opt", "Options", SECTION_NETWORK, AS_IS},
	{"timeout", "RuntimeMaxSec", SECTION_SERVICE, AS_IS},
	{"umask", "UMask", SECTION_SERVICE, AS_IS},
	{"oom-score-adj", "OOMScoreAdjust", SECTION_SERVICE, AS_IS},
	{"cpus", "CPUQuota", SECTION_SERVICE, AS_PERCENT},
	{"c", "CPUWeight", SECTION_SERVICE, AS_WEIGHT},
	{"cpu-shares", "CPUWeight", SECTION_SERVICE, AS_WEIGHT},
	{"cpuset-cpus", "AllowedCPUs", SECTION_SERVICE, AS_IS},
	{"cpuset-mems", "AllowedMemoryNodes", SECTION_SERVICE, AS_IS},
	{"memory-reservation", "MemoryLow", SECTION_SERVICE, AS_IS},
	{"memory-swap", "MemorySwapMax", SECTION_SERVICE, AS_SWAP},
	{"device-read-bps", "IOReadBandwidthMax", SECTION_SERVICE, AS_RATE},
	{"device-write-bps", "IOWriteBandwidthMax", SECTION_SERVICE, AS_RATE},
	{"device-read-iops", "IOReadIOPSMax", SECTION_SERVICE, AS_RATE},
	{"device-write-iops", "IOWriteIOPSMax", SECTION_SERVICE, AS_RATE},
	/*
	 * A flag: the path is given as the image.  The key "" does not exist.
	 */
	{"rootfs", "", SECTION_CONTAINER, AS_FLAG},
	/* Options that Quadlet itself adds. */
	{"d", NULL, SECTION_CONTAINER, AS_NO_FLAG},
	{"detach", NULL, SECTION_CONTAINER, AS_NO_FLAG},
	{"replace", NULL, ANY, AS_NO_FLAG},
	{"rm", NULL, SECTION_CONTAINER, AS_NO_FLAG},
	/* Nothing is pulled on the device, and there is no SELinux. */
	{"pull", NULL, SECTION_CONTAINER, AS_NOTHING},
	{"tls-verify", NULL, ANY, AS_NO_FLAG},
	{"authfile", NULL, ANY, AS_NOTHING},
	{"cert-dir", NULL, ANY, AS_NOTHING},
	{"creds", NULL, ANY, AS_NOTHING},
	{"retry", NULL, ANY, AS_NOTHING},
	{"retry-delay", NULL, ANY, AS_NOTHING},
	{"security-opt=label", NULL, SECTION_CONTAINER, AS_NO_FLAG},
};

/* An option as it is written. */
struct argument {
	char name[40];     /* without dashes: "memory", "security-opt=label" */
	const char *value; /* NULL: it has none */
};

/* What an option is read as. */
struct meaning {
	enum keys_section section;
	const struct keys_row *row; /* NULL: there is no key */
	enum as as;
};

/* Lists for the messages about one assignment, with commas. */
struct summary {
	char keys[LIST_BYTES]; /* the keys and values that options are read as
				*/
	char idle[LIST_BYTES]; /* options without an effect */
	char unknown[LIST_BYTES]; /* options without a key */
};

static void tell(
	char list[LIST_BYTES], const char *what, int len, const char *behind)
{
	size_t used = strlen(list);

	(void)fmt_print(list + used, LIST_BYTES - used, "%s%.*s%s",
		used ? ", " : "", len, what, behind);
}

/*
 * Adds a key to the list.  NAME=VALUE is shown without VALUE, which may be a
 * secret.
 */
static void tell_key(
	struct summary *summary, const struct meaning *m, const char *value)
{
	char text[LIST_BYTES];
	bool pair = m->row->grammar == KEY_PAIRS;

	(void)fmt_print(text, sizeof(text), "%s=%.*s%s", m->row->name,
		(int)(pair ? strcspn(value, "=") : strlen(value)), value,
		pair ? "=..." : "");
	tell(summary->keys, text, (int)strlen(text),
		m->section == SECTION_SERVICE ? " of [Service]" : "");
}

/* Whether an option has the name of a key: health-cmd is HealthCmd. */
static bool is_same(const char *key, const char *name)
{
	for (; *key && *name; name++) {
		if (*name == '-')
			continue;
		if (*name != (*key >= 'A' && *key <= 'Z' ? *key + 32 : *key))
			return false;
		key++;
	}
	return !*key && !*name;
}

static const struct keys_row *same_key(
	enum keys_section section, const char *name)
{
	const struct keys_row *rows;
	size_t count;

	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count; i++)
			if (rows[i].grammar != KEY_COMMAND &&
				is_same(rows[i].name, name))
				return &rows[i];
	return NULL;
}

static struct meaning meaning_of(enum keys_section section, const char *name)
{
	const struct option *end = options + sizeof(options) / sizeof(*options);
	struct meaning m = {.section = section};

	for (const struct option *o = options; o < end; o++) {
		bool here = o->section == section || o->section == ANY ||
			    (section == SECTION_CONTAINER &&
				    o->section == SECTION_SERVICE);

		if (!here || strcmp(o->name, name) != 0)
			continue;
		m.row = o->key ? keys_row(o->section, o->key) : NULL;
		m.section = o->section;
		m.as = o->as;
		return m;
	}
	m.row = same_key(section, name);
	if (m.row && m.row->grammar == KEY_BOOL)
		m.as = AS_FLAG;
	return m;
}

/* Splits "--NAME[=VALUE]" or "-N[VALUE]". */
static struct argument split(const char *word)
{
	struct argument a = {.value = NULL};
	bool is_long = word[0] == '-' && word[1] == '-';
	const char *name = word + 1 + is_long;
	size_t len = is_long ? strcspn(name, "=") : 1;

	if (word[0] != '-' || !*name ||
		fmt_print(a.name, sizeof(a.name), "%.*s", (int)len, name) < 0)
		return (struct argument){.name = "-"};
	if (name[len])
		a.value = name + len + (name[len] == '=');
	return a;
}

/*
 * Moves the first word of a value of security-opt to the option's name:
 * "label=disable" becomes the option "security-opt=label".
 */
static void split_value(struct argument *a)
{
	const char *value = a->value;
	size_t len = strcspn(value, ":=");

	(void)fmt_print(
		a->name, sizeof(a->name), "security-opt=%.*s", (int)len, value);
	a->value = value[len] ? value + len + 1 : NULL;
}

/* Takes the option in word *i, and the next word if that is its value. */
static struct argument take(const struct strv *words, size_t *i,
	enum keys_section section, struct meaning *m)
{
	struct argument a = split(words->v[*i]);
	bool more = *i + 1 < words->n;

	*m = meaning_of(section, a.name);
	if (!a.value && more && m->as != AS_FLAG && m->as != AS_NO_FLAG &&
		(m->row || *words->v[*i + 1] != '-'))
		a.value = words->v[++*i];
	if (a.value && !strcmp(a.name, "security-opt")) {
		split_value(&a);
		*m = meaning_of(section, a.name);
	}
	if (!a.value && m->as == AS_FLAG)
		a.value = "yes";
	return a;
}

/* Converts "1.5" to "150%". */
static const char *put_percent(const char *value, char out[VALUE_BYTES])
{
	size_t whole = strcspn(value, ".");
	const char *part = value + whole + (value[whole] == '.');
	size_t digits = strlen(part);

	(void)fmt_print(out, VALUE_BYTES, "%.*s%c%c%s%s%%", (int)whole, value,
		digits > 0 ? part[0] : '0', digits > 1 ? part[1] : '0',
		digits > 2 ? "." : "", digits > 2 ? part + 2 : "");
	while (out[0] == '0' && out[1] >= '0' && out[1] <= '9')
		out++;
	return out;
}

static void put_weight(const char *value, char out[VALUE_BYTES])
{
	int64_t shares = value_number(value, 1 << 18);
	int64_t weight = shares * 100 / 1024;

	if (shares >= 0)
		(void)fmt_print(out, VALUE_BYTES, "%lld",
			weight > 10000 ? 10000LL
			: weight < 1   ? 1LL
				       : (long long)weight);
}

/* Converts podman's sum of memory and swap to swap. */
static void put_swap(const struct rights_amount *memory, const char *value,
	char out[VALUE_BYTES])
{
	uint64_t both;

	if (memory->kind == AMOUNT_NUMBER && value_size(value, &both) == 0 &&
		both >= memory->n)
		(void)fmt_print(out, VALUE_BYTES, "%llu",
			(unsigned long long)(both - memory->n));
}

/* Converts "/DEVICE:RATE" to "/DEVICE RATE". */
static void put_rate(char out[VALUE_BYTES])
{
	char *colon = strrchr(out, ':');

	if (colon)
		*colon = ' ';
}

/* The value for the key; out has room for a converted one. */
static const char *value_of(const struct draft *u, enum as as,
	const char *value, char out[VALUE_BYTES])
{
	if (as < AS_PERCENT || fmt_print(out, VALUE_BYTES, "%s", value) < 0)
		return value;
	if (as == AS_PERCENT)
		return put_percent(value, out);
	if (as == AS_WEIGHT)
		put_weight(value, out);
	else if (as == AS_SWAP)
		put_swap(&u->rights.memory, value, out);
	else
		put_rate(out);
	return out;
}

SET_FUNCTION(set_podman_args)
{
	struct strv words = u->words;
	struct summary summary = {.keys = ""};
	int rc = 0;

	(void)value; /* reader.c has dropped all before an empty one */
	for (size_t i = 0; rc == 0 && i < words.n; i++) {
		const char *word = words.v[i];
		char made[VALUE_BYTES];
		struct meaning m;
		struct argument a =
			take(&words, &i, (enum keys_section)row->field, &m);

		if (m.row && a.value) {
			const char *text = value_of(u, m.as, a.value, made);

			tell_key(&summary, &m, text);
			rc = assign_word(u, m.section, m.row, text, at);
		} else if (m.as == AS_NOTHING || m.as == AS_NO_FLAG) {
			tell(summary.idle, word, (int)strcspn(word, "="), "");
		} else {
			tell(summary.unknown, word, (int)strcspn(word, "="),
				m.row ? " without a value" : "");
		}
	}
	if (*summary.unknown)
		report_error(&u->report, at,
			"PodmanArgs= is not supported: there is no key for %s",
			summary.unknown);
	if (*summary.keys)
		report_warning(&u->report, at, "PodmanArgs= is read as %s",
			summary.keys);
	if (*summary.idle)
		report_warning(&u->report, at,
			"PodmanArgs=: %s has no effect here", summary.idle);
	return rc;
}
