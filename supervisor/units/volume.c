/* SPDX-License-Identifier: MIT */
/*
 * Parses Volume= and Tmpfs=, and refuses mounts that no container may have.  No
 * file is opened here: symbolic links are resolved when a volume is mounted
 * (supervisor/spec/source.c).
 */
#include "supervisor/units/volume.h"

#include "init/fmt.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <string.h>

static int refuse(const char **why, const char *text)
{
	*why = text;
	return -EINVAL;
}

/* Appends the components of text to the normal path in out, len bytes. */
static int walk(const char *text, size_t text_len, char *out, size_t *len)
{
	const char *end = text + text_len;

	while (text < end) {
		const char *slash = memchr(text, '/', (size_t)(end - text));
		size_t n = (size_t)((slash ? slash : end) - text);

		if (n == 2 && !memcmp(text, "..", 2)) {
			while (*len > 0 && out[--*len] != '/')
				;
		} else if (n > 0 && !(n == 1 && *text == '.')) {
			if (*len + n + 2 > PATH_MAX)
				return -ENAMETOOLONG;
			out[(*len)++] = '/';
			memcpy(out + *len, text, n);
			*len += n;
		}
		text += n + (slash != NULL);
	}
	return 0;
}

int volume_path(const char *text, size_t len, const char *dir, size_t dir_len,
	char *out)
{
	bool relative = dir && len > 0 && text[0] == '.';
	size_t at = 0;
	int rc = 0;

	if (len == 0 || (text[0] != '/' && !relative))
		return -EINVAL;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return -EINVAL;
	if (relative)
		rc = dir_len > 0 && dir[0] == '/' ? walk(dir, dir_len, out, &at)
						  : -EINVAL;
	if (rc == 0)
		rc = walk(text, len, out, &at);
	if (rc < 0)
		return rc;
	if (at == 0)
		out[at++] = '/';
	out[at] = 0;
	return 0;
}

bool volume_is_under(const char *path, const char *root)
{
	size_t len = strlen(root);

	return !strncmp(path, root, len) && (!path[len] || path[len] == '/');
}

/* Symbolic links below /proc/PID lead anywhere, also to /run/tcr. */
static bool is_process(const char *path)
{
	if (!volume_is_under(path, "/proc"))
		return false;
	path += strlen("/proc");
	return volume_is_under(path, "/self") ||
	       volume_is_under(path, "/thread-self") ||
	       (path[0] == '/' && path[1] >= '0' && path[1] <= '9');
}

/* Whether path is DIR/LEAF or below it; leaf begins with "/". */
static bool is_below(const char *path, const char *dir, const char *leaf)
{
	return volume_is_under(path, dir) &&
	       volume_is_under(path + strlen(dir), leaf);
}

/*
 * Whether path is the data directory, a folder above it, or one of its folders
 * with unit files: who can write there decides what the device runs.
 */
static bool holds_units(const char *path)
{
	const char *data = paths_data();

	return volume_is_under(data, path) || is_below(path, data, "/conf.d") ||
	       is_below(path, data, "/tcr.conf") ||
	       is_below(path, data, "/tcr.conf.d");
}

/* /var/run is a link to /run wherever it exists. */
static const char *without_var(const char *path)
{
	return volume_is_under(path, "/var/run") ? path + strlen("/var") : path;
}

bool volume_is_public(const struct unit_volume *volume)
{
	return strcmp(without_var(volume->source), paths_public()) == 0;
}

int volume_check_source(const char *path, bool read_only, const char **why)
{
	const char *run = paths_run();

	path = without_var(path);
	if (!read_only && holds_units(path))
		return refuse(why, "the device's own unit files are there: add "
				   ":ro or name the directory that is needed");
	if (is_process(path))
		return refuse(
			why, "the /proc folder of a process cannot be mounted");
	if (!strcmp(path, "/") || !strcmp(path, "/run"))
		return refuse(why, "the source holds all of tcr's own files: "
				   "name the directory that is needed");
	if (strcmp(path, paths_public()) == 0)
		return read_only ? 0
				 : refuse(why, "/run/tcr/public must be "
					       "mounted read-only: add :ro");
	if (is_below(path, run, "/status") || is_below(path, run, "/public"))
		return refuse(why, "the status FIFO is replaced for each "
				   "reader: mount its directory, "
				   "Volume=/run/tcr/public:/run/tcr:ro");
	if (volume_is_under(path, run))
		return refuse(why, "/run/tcr is tcr's own; for the status: "
				   "Volume=/run/tcr/public:/run/tcr:ro");
	return 0;
}

static int parse_source(const char *text, size_t len, const char *dir,
	size_t dir_len, char *path, bool *named)
{
	if (text[0] == '/' || text[0] == '.') {
		*named = false;
		return volume_path(text, len, dir, dir_len, path);
	}
	if (len > 255 || !value_is_word(text, len, "_.-"))
		return -EINVAL;
	*named = true;
	return fmt_print(path, PATH_MAX, "%s/%.*s", paths_volumes(), (int)len,
		       text) < 0
		       ? -ENAMETOOLONG
		       : 0;
}

static int parse_destination(
	const char *text, size_t len, char *path, const char **why)
{
	if (volume_path(text, len, NULL, 0, path) < 0)
		return refuse(why, "the path in the container is not absolute");
	if (!strcmp(path, "/") || volume_is_under(path, "/proc"))
		return refuse(why, "nothing can be mounted over / or /proc");
	return 0;
}

/*
 * What becomes of an option.  Options that ask for what happens anyway, or are
 * for SELinux, are dropped; the others go to the mount unchanged.
 */
enum option_verdict {
	OPTION_PASS,
	OPTION_VALUE, /* NAME=NUMBER */
	OPTION_SIZE,  /* NAME=SIZE */
	OPTION_DROP,
	OPTION_REFUSE,
};

struct option {
	const char *name;
	enum option_verdict verdict;
};

static const struct option volume_options[] = {
	{"ro", OPTION_PASS},
	{"rw", OPTION_PASS},
	{"exec", OPTION_PASS},
	{"noexec", OPTION_PASS},
	{"noatime", OPTION_PASS},
	{"U", OPTION_DROP}, /* volume_parse() looks for U, O and idmap */
	{"O", OPTION_DROP},
	{"idmap", OPTION_DROP},
	{"z", OPTION_DROP},
	{"Z", OPTION_DROP},
	{"copy", OPTION_DROP},
	{"nocopy", OPTION_DROP},
	{"nodev", OPTION_DROP},
	{"nosuid", OPTION_DROP},
	{"bind", OPTION_DROP},
	{"rbind", OPTION_DROP},
	{NULL, OPTION_REFUSE},
};

bool volume_is_propagation(const char *word, size_t len)
{
	static const char *const kinds[] = {
		"private", "slave", "shared", "unbindable"};

	if (len > 0 && *word == 'r') {
		word++;
		len--;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strlen(kinds[i]) == len && !memcmp(kinds[i], word, len))
			return true;
	return false;
}

static const struct option tmpfs_options[] = {
	{"ro", OPTION_PASS},
	{"rw", OPTION_PASS},
	{"exec", OPTION_PASS},
	{"noexec", OPTION_PASS},
	{"noatime", OPTION_PASS},
	{"nodev", OPTION_DROP},
	{"nosuid", OPTION_DROP},
	{"notmpcopyup", OPTION_PASS},
	{"tmpcopyup", OPTION_PASS},
	{"size", OPTION_SIZE},
	{"mode", OPTION_VALUE},
	{"uid", OPTION_VALUE},
	{"gid", OPTION_VALUE},
	{"nr_inodes", OPTION_VALUE},
	{"max", OPTION_VALUE}, /* only for devpts */
	{NULL, OPTION_REFUSE},
};

/* Checks one option and appends it to out, which has size bytes. */
static int take_option(const struct option *known, const char *text, size_t len,
	char *out, size_t size)
{
	size_t name = strcspn(text, "=,");
	size_t at = strlen(out);
	char value[24];
	uint64_t n = 0;

	while (known->name && (strlen(known->name) != name ||
				      memcmp(known->name, text, name) != 0))
		known++;
	if (known->verdict == OPTION_REFUSE ||
		(name < len) != (known->verdict == OPTION_VALUE ||
					known->verdict == OPTION_SIZE))
		return -EINVAL;
	if (known->verdict == OPTION_DROP)
		return 0;
	if (name < len) {
		if (len - name - 1 >= sizeof(value))
			return -EINVAL;
		memcpy(value, text + name + 1, len - name - 1);
		value[len - name - 1] = 0;
		if (known->verdict == OPTION_VALUE
				? value_number(value, UINT32_MAX - 1) < 0
				: value_size(value, &n) < 0 || n == 0)
			return -EINVAL;
	}
	if (known->verdict == OPTION_SIZE)
		return fmt_print(out + at, size - at, "%ssize=%llu",
			at ? "," : "", (unsigned long long)n);
	return fmt_print(
		out + at, size - at, "%s%.*s", at ? "," : "", (int)len, text);
}

#define OPTIONS_MAX 256

static int parse_options(const struct option *known, const char *text,
	char *out, const char **why)
{
	out[0] = 0;
	while (*text) {
		size_t len = strcspn(text, ",");

		if (!(known == volume_options &&
			    volume_is_propagation(text, len)) &&
			take_option(known, text, len, out, OPTIONS_MAX) < 0)
			return refuse(why,
				known == tmpfs_options
					? "options are ro rw exec noexec "
					  "noatime tmpcopyup notmpcopyup size= "
					  "mode= uid= gid= nr_inodes="
					: "options are ro rw exec noexec "
					  "noatime U O idmap nocopy");
		text += len + (text[len] == ',');
	}
	return 0;
}

static bool has_option(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = options; (p = strstr(p, name)); p += len)
		if ((p == options || p[-1] == ',' || p[-1] == ':') &&
			(!p[len] || p[len] == ','))
			return true;
	return false;
}

int volume_parse(const char *text, const char *dir, size_t dir_len,
	struct arena *arena, struct unit_volume *volume, const char **why)
{
	struct unit_volume v = {0};
	char source[PATH_MAX] = "";
	char path[PATH_MAX] = "";
	char options[OPTIONS_MAX];
	size_t len = strcspn(text, ":");
	const char *target = text + len + 1;
	size_t target_len;
	int rc;

	if (!text[len])
		return refuse(why, "not SOURCE:DESTINATION");
	target_len = strcspn(target, ":");
	v.store = len > 7 && !memcmp(text + len - 7, ".volume", 7) &&
		  text[0] != '/' && text[0] != '.';
	if (v.store && !value_is_word(text, len, "_.-@"))
		return refuse(why, "not the name of a .volume unit");
	if (v.store)
		(void)fmt_print(source, sizeof(source), "%.*s",
			len < 256 ? (int)len : 256, text);
	else if (parse_source(text, len, dir, dir_len, source, &v.named) < 0)
		return refuse(why, "the source is neither an absolute path, "
				   "nor ./relative, nor a name");
	rc = parse_destination(target, target_len, path, why);
	if (rc == 0)
		rc = parse_options(volume_options,
			target[target_len] ? target + target_len + 1 : "",
			options, why);
	v.copy = v.named && !has_option(target + target_len, "nocopy");
	v.chown = has_option(target + target_len, "U");
	v.overlay = has_option(target + target_len, "O");
	v.idmap = has_option(target + target_len, "idmap");
	if (rc == 0 && v.overlay && (v.chown || strpbrk(source, ",\\")))
		rc = refuse(why,
			"O excludes U, and a comma or backslash in the path");
	if (rc == 0 && !v.named && !v.store)
		rc = volume_check_source(
			source, has_option(options, "ro"), why);
	if (rc < 0)
		return rc;
	v.source = source;
	if ((v.chown || v.overlay) && volume_is_public(&v))
		return refuse(why, "the status is mounted without U and O");
	v.destination = path;
	v.options = *options ? options : NULL;
	return volume_copy(arena, &v, volume);
}

bool volume_is_writable(const struct unit_volume *volume)
{
	return !volume->overlay &&
	       !(volume->options && has_option(volume->options, "ro"));
}

int volume_copy(struct arena *arena, const struct unit_volume *from,
	struct unit_volume *to)
{
	struct unit_volume v = *from;
	int rc = arena_set(arena, &v.source, from->source);

	v.at = 0;
	if (rc == 0)
		rc = arena_set(arena, &v.destination, from->destination);
	if (rc == 0)
		rc = arena_set(arena, &v.options, from->options);
	if (rc == 0)
		*to = v;
	return rc;
}

int volume_parse_tmpfs(const char *text, struct arena *arena,
	struct unit_tmpfs *tmpfs, const char **why)
{
	struct unit_tmpfs t = {0};
	char path[PATH_MAX] = "";
	char options[OPTIONS_MAX];
	size_t len = strcspn(text, ":");
	int rc = parse_destination(text, len, path, why);

	if (rc == 0)
		rc = parse_options(tmpfs_options,
			text[len] ? text + len + 1 : "", options, why);
	if (rc < 0)
		return rc;
	rc = arena_set(arena, &t.destination, path);
	if (rc == 0)
		rc = arena_set(arena, &t.options, *options ? options : NULL);
	if (rc == 0)
		*tmpfs = t;
	return rc;
}
