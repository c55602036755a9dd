/* SPDX-License-Identifier: MIT */
/*
 * Parses the text in the trailer of an image file, lines of "Key=value", which
 * may be hostile.  Every value that the parser returns is valid UTF-8 without
 * NUL and fits the rule of its key, so its users need not check it.
 *
 * How it works: the text is copied, behind room for all lists, so that there is
 * one allocation.  A first walk unescapes each value in
 * place and fills the rest of its line with NULs.  A second walk over the copy,
 * now strings that NULs separate, collects pointers.
 */
#include "images/trailer.h"

#include "images/image.h"
#include "init/text.h"
#include "init/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX     4294967294U /* (uid_t)-1 means "none" to the kernel */
#define NAME_MAX_BYTES 255

/* image_info, and values that image_info does not have as text. */
struct fields {
	struct image_info info;
	char *user;
	char *interval, *timeout, *start, *early, *retries; /* of checks */
	char *fs_bytes;
};

struct key {
	const char *name;
	bool list; /* a char **, for a key that may be repeated; else a char *
		    */
	bool (*valid)(const char *value);
	size_t offset; /* in struct fields */
};

/* Printable ASCII without blanks. */
static bool is_word(const char *v)
{
	size_t len = strlen(v);

	for (size_t i = 0; i < len; i++)
		if (v[i] <= ' ' || v[i] > '~')
			return false;
	return len > 0 && len <= NAME_MAX_BYTES;
}

static bool is_made_of(const char *v, const char *set, size_t max)
{
	size_t len = strspn(v, set);

	return len > 0 && len <= max && v[len] == 0;
}

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HEX    DIGITS "abcdef"

static bool is_digest(const char *v)
{
	size_t kind = strcspn(v, ":");

	return kind > 0 && v[kind] == ':' && strspn(v, LOWER DIGITS) == kind &&
	       is_made_of(v + kind + 1, HEX, 128);
}

/* A hash of sha256. */
static bool is_root_hash(const char *v)
{
	return is_made_of(v, HEX, 64) && strlen(v) == 64;
}

/* As long as dm-verity allows; an empty one is a salt, too. */
static bool is_salt(const char *v)
{
	return v[0] == 0 || (is_made_of(v, HEX, 512) && strlen(v) % 2 == 0);
}

/* So many digits fit in 64 bits. */
static bool is_size(const char *v)
{
	return is_made_of(v, DIGITS, 19);
}

static bool is_architecture(const char *v)
{
	return is_made_of(v, LOWER DIGITS, 16);
}

static bool is_path(const char *v)
{
	return v[0] == '/' && strlen(v) < PATH_MAX;
}

static bool is_signal(const char *v)
{
	if (strncmp(v, "SIG", 3) == 0)
		return is_made_of(v + 3, UPPER DIGITS "+-", 12);
	return is_made_of(v, DIGITS, 2);
}

/* Reads a number up to the byte end; returns what follows it or NULL. */
static const char *read_number(const char *v, char end, int64_t *number)
{
	int64_t n = 0;
	size_t len = 0;

	for (; v[len] >= '0' && v[len] <= '9'; len++) {
		n = n * 10 + (v[len] - '0');
		if (n > NUMBER_MAX)
			return NULL;
	}
	if (len == 0 || (v[len] != end && v[len] != 0))
		return NULL;
	*number = n;
	return v + len;
}

static bool is_number(const char *v)
{
	int64_t number;

	return read_number(v, 0, &number) != NULL;
}

static bool read_user(const char *v, int64_t *uid, int64_t *gid)
{
	const char *rest = read_number(v, ':', uid);

	*gid = -1;
	if (!rest)
		return false;
	return *rest == 0 || read_number(rest + 1, 0, gid) != NULL;
}

static bool is_user(const char *v)
{
	int64_t uid, gid;

	return read_user(v, &uid, &gid);
}

static bool is_pair(const char *v)
{
	const char *equals = strchr(v, '=');

	return equals && equals != v;
}

/* "53/udp" */
static bool is_port(const char *v)
{
	size_t len = strspn(v, DIGITS);

	return len > 0 && len <= 5 && v[len] == '/' &&
	       is_made_of(v + len + 1, LOWER, 4);
}

static bool is_any(const char *v)
{
	(void)v;
	return true;
}

static const struct key keys[] = {
	{"Name", false, is_word, offsetof(struct fields, info.name)},
	{"Tag", false, is_word, offsetof(struct fields, info.tag)},
	{"Digest", false, is_digest, offsetof(struct fields, info.digest)},
	{"Architecture", false, is_architecture,
		offsetof(struct fields, info.architecture)},
	{"Created", false, is_word, offsetof(struct fields, info.created)},
	{"Base", false, is_root_hash, offsetof(struct fields, info.base)},
	{"BaseName", false, is_word, offsetof(struct fields, info.base_name)},
	{"WorkingDir", false, is_path,
		offsetof(struct fields, info.working_dir)},
	{"StopSignal", false, is_signal,
		offsetof(struct fields, info.stop_signal)},
	{"User", false, is_user, offsetof(struct fields, user)},
	{"Entrypoint", true, is_any, offsetof(struct fields, info.entrypoint)},
	{"Cmd", true, is_any, offsetof(struct fields, info.cmd)},
	{"Env", true, is_pair, offsetof(struct fields, info.env)},
	{"Group", true, is_number, offsetof(struct fields, info.groups)},
	{"Label", true, is_pair, offsetof(struct fields, info.labels)},
	{"Volume", true, is_path, offsetof(struct fields, info.volumes)},
	{"Port", true, is_port, offsetof(struct fields, info.ports)},
	{"HealthCmd", true, is_any, offsetof(struct fields, info.health_cmd)},
	{"HealthIntervalMs", false, is_number,
		offsetof(struct fields, interval)},
	{"HealthTimeoutMs", false, is_number, offsetof(struct fields, timeout)},
	{"HealthStartPeriodMs", false, is_number,
		offsetof(struct fields, start)},
	{"HealthStartIntervalMs", false, is_number,
		offsetof(struct fields, early)},
	{"HealthRetries", false, is_number, offsetof(struct fields, retries)},
	{"FsBytes", false, is_size, offsetof(struct fields, fs_bytes)},
	{"VerityRoot", false, is_root_hash,
		offsetof(struct fields, info.verity_root)},
	{"VeritySalt", false, is_salt,
		offsetof(struct fields, info.verity_salt)},
};

#define KEYS (sizeof(keys) / sizeof(*keys))

static int hex(char c)
{
	const char *digits = "0123456789abcdefABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	int n = at ? (int)(at - digits) : -1;

	return n < 16 ? n : n - 6;
}

/*
 * The byte that the escape at p stands for, or -1; *used becomes the length of
 * the escape.  len bytes are left at p.
 */
static int escape(const char *p, size_t len, size_t *used)
{
	*used = 2;
	if (len >= 2 && p[1] == '\\')
		return '\\';
	if (len >= 2 && p[1] == 'n')
		return '\n';
	*used = 4;
	if (len < 4 || p[1] != 'x' || hex(p[2]) < 0 || hex(p[3]) < 0)
		return -1;
	return hex(p[2]) << 4 | hex(p[3]);
}

/*
 * Unescapes a value in place and fills the bytes that are left with NULs.
 * Returns NULL, or what is wrong with the value.
 */
static const char *unescape(char *v, size_t len)
{
	size_t out = 0, used;

	for (size_t in = 0; in < len; in += used) {
		int c = (unsigned char)v[in];

		used = 1;
		if (c < ' ' || c == 0x7f)
			return "control byte";
		if (c == '\\')
			c = escape(v + in, len - in, &used);
		if (c < 0)
			return "unknown escape";
		if (c == 0)
			return "NUL byte";
		v[out++] = (char)c;
	}
	memset(v + out, 0, len - out);
	for (size_t i = 0; i < out; i += used) {
		used = utf8_len(v + i, out - i);
		if (used == 0)
			return "not UTF-8";
	}
	return NULL;
}

/* The row of the key of that name and length, or NULL. */
static const struct key *find(const char *name, size_t len)
{
	for (size_t i = 0; i < KEYS; i++)
		if (strlen(keys[i].name) == len &&
			memcmp(keys[i].name, name, len) == 0)
			return &keys[i];
	return NULL;
}

/* First walk: checks one line, makes it a string, counts it in counts[row]. */
static const char *check_line(char *line, size_t len, size_t counts[KEYS])
{
	size_t name = strspn(line, LOWER UPPER DIGITS);
	const struct key *key;
	const char *why;

	if (name == 0 || name >= len || line[name] != '=')
		return "not a Key=value line";
	why = unescape(line + name + 1, len - name - 1);
	line[len] = 0;
	if (why)
		return why;
	key = find(line, name);
	if (!key)
		return NULL; /* newer versions may write more keys */
	if (++counts[key - keys] > (key->list ? IMAGE_WORDS_MAX : 1))
		return key->list ? "too many words" : "given twice";
	if (!key->list && line[name + 1] == 0)
		return NULL;
	return key->valid(line + name + 1) ? NULL : "value not allowed";
}

static int check(char *text, size_t len, size_t counts[KEYS],
	struct trailer_error *error)
{
	size_t at = 0;

	for (unsigned line = 1; at < len; line++) {
		char *end = memchr(text + at, '\n', len - at);
		const char *why = "line without an end";

		if (end)
			why = check_line(
				text + at, (size_t)(end - (text + at)), counts);
		if (why) {
			*error = (struct trailer_error){line, why};
			return -EBADMSG;
		}
		at = (size_t)(end - text) + 1;
	}
	return 0;
}

/*
 * Second walk: stores pointers to the values in *f.  An empty value that its
 * key does not allow counts as absent.
 */
static void collect(struct fields *f, size_t len, const size_t counts[KEYS])
{
	char **next[KEYS], **word = f->info.words;
	size_t at = 0;

	for (size_t i = 0; i < KEYS; i++) {
		next[i] = (char **)(void *)((char *)f + keys[i].offset);
		if (!keys[i].list)
			continue;
		*(char ***)(void *)next[i] = word;
		next[i] = word;
		word += counts[i] + 1;
	}
	while (at < len) {
		char *line = f->info.text + at;
		size_t name = strcspn(line, "=");
		const struct key *key = find(line, name);

		at += strlen(line);
		while (at < len && f->info.text[at] == 0)
			at++;
		if (key && key->valid(line + name + 1))
			*next[key - keys]++ = line + name + 1;
	}
}

/* A number that was found valid; 0 for none. */
static int64_t number_of(const char *v)
{
	int64_t n = 0;

	if (v)
		(void)read_number(v, 0, &n);
	return n;
}

/* How many words the lists of a text can have, with the NULL that ends each. */
static size_t words_max(const char *text, size_t len)
{
	size_t n = KEYS;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

int trailer_parse(const char *text, size_t len, struct image_info *info,
	struct trailer_error *error)
{
	struct fields f = {.info = {.uid = -1, .gid = -1}};
	size_t counts[KEYS] = {0}, words = words_max(text, len);
	int rc;

	f.info.words = calloc(1, words * sizeof(*f.info.words) + 2 * len + 1);
	if (!f.info.words)
		return -ENOMEM;
	f.info.text = (char *)(f.info.words + words);
	memcpy(f.info.text, text, len);
	f.info.raw = memcpy(f.info.text + len + 1, text, len);
	f.info.raw_bytes = len;
	rc = check(f.info.text, len, counts, error);
	if (rc < 0) {
		free(f.info.words);
		return rc;
	}
	f.info.has_trailer = true;
	collect(&f, len, counts);
	if (f.fs_bytes)
		f.info.fs_bytes = text_digits(f.fs_bytes, NULL, 10);
	if (f.user)
		(void)read_user(f.user, &f.info.uid, &f.info.gid);
	f.info.health = (struct image_health){
		.interval_ms = number_of(f.interval),
		.timeout_ms = number_of(f.timeout),
		.start_ms = number_of(f.start),
		.early_ms = number_of(f.early),
		.retries = (unsigned)number_of(f.retries),
	};
	*info = f.info;
	return 0;
}
