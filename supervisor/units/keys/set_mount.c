/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for mounts.  Mount= is turned into the text of
 * Volume= or Tmpfs= and parsed as that, so it allows nothing that these do not.
 */
#include "supervisor/units/keys/set_mount.h"

#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 256
#define LIST_MAX    256 /* a limit against mistakes and attacks */

static void clear_volumes(struct draft *u, enum unit_by by)
{
	struct unit_conf *c = &u->unit.conf;
	size_t kept = 0;

	for (size_t i = 0; i < c->volume_count; i++)
		if (c->volumes[i].by != by)
			c->volumes[kept++] = c->volumes[i];
	c->volume_count = kept;
}

static void clear_tmpfs(struct draft *u, enum unit_by by)
{
	struct unit_conf *c = &u->unit.conf;
	size_t kept = 0;

	for (size_t i = 0; i < c->tmpfs_count; i++)
		if (c->tmpfs[i].by != by)
			c->tmpfs[kept++] = c->tmpfs[i];
	c->tmpfs_count = kept;
}

SET_FUNCTION(set_mount_tmpfs)
{
	struct unit_conf *conf = &u->unit.conf;
	struct unit_tmpfs tmpfs;
	struct unit_tmpfs *grown;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		clear_tmpfs(u, BY_OWN);
		return 0;
	}
	if (conf->tmpfs_count == LIST_MAX)
		return draft_refuse(u, "too many mounts");
	rc = volume_parse_tmpfs(value, &u->unit.arena, &tmpfs, &u->why);
	if (rc < 0)
		return rc;
	grown = arena_grow(
		&u->unit.arena, conf->tmpfs, conf->tmpfs_count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	conf->tmpfs = grown;
	conf->tmpfs[conf->tmpfs_count++] = tmpfs;
	return 0;
}

/*
 * Volume=/PATH: an anonymous volume, empty at each start, as podman's with
 * --rm.
 */
static int add_anonymous(struct draft *u, const struct keys_row *row,
	const char *value, unsigned at)
{
	size_t before = u->unit.conf.tmpfs_count;
	int rc = set_mount_tmpfs(u, row, value, at);

	if (rc == 0) {
		u->unit.conf.tmpfs[before].by = BY_VOLUME;
		u->unit.conf.tmpfs[before].type = TMPFS_ANONYMOUS;
	}
	return rc;
}

/* Warns of a mounted docker.sock or podman.sock: nothing answers there. */
static void warn_socket(struct draft *u, const char *source, unsigned at)
{
	const char *slash = source ? strrchr(source, '/') : NULL;

	if (slash && (!strcmp(slash, "/docker.sock") ||
			     !strcmp(slash, "/podman.sock")))
		report_warning(&u->report, at,
			"nobody answers at %s: there is no podman and no "
			"docker; /run/tcr/public has the status (tcrd(8))",
			source);
}

/*
 * Warns of options for propagation: mounts made later on the device or in the
 * container are not seen on the other side.
 */
static void warn_propagation(struct draft *u, const char *value, unsigned at)
{
	const char *options = strrchr(value, ':') + 1;

	for (size_t n; *options; options += n + (options[n] == ',')) {
		n = strcspn(options, ",");
		if (volume_is_propagation(options, n) &&
			!text_has(options, n, "private"))
			report_warning(&u->report, at,
				"%.*s has no effect: what is mounted later is "
				"not seen on the other side",
				(int)n, options);
	}
}

SET_FUNCTION(set_mount_volume)
{
	struct unit_conf *conf = &u->unit.conf;
	struct unit_volume volume;
	struct unit_volume *grown;
	size_t dir_len;
	const char *dir = draft_dir(u, at, &dir_len);
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		clear_volumes(u, BY_OWN);
		clear_tmpfs(u, BY_VOLUME);
		return 0;
	}
	if (!strchr(value, ':'))
		return add_anonymous(u, row, value, at);
	if (conf->volume_count == LIST_MAX)
		return draft_refuse(u, "too many volumes");
	rc = volume_parse(
		value, dir, dir_len, &u->unit.arena, &volume, &u->why);
	if (rc < 0)
		return rc;
	volume.at = at;
	warn_socket(u, volume.source, at);
	warn_propagation(u, value, at);
	grown = arena_grow(&u->unit.arena, conf->volumes, conf->volume_count,
		sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	conf->volumes = grown;
	conf->volumes[conf->volume_count++] = volume;
	return 0;
}

struct mount {
	char type[16];
	char source[PATH_MAX];
	char destination[PATH_MAX];
	char options[OPTIONS_MAX]; /* in the syntax of Volume= and Tmpfs= */
};

enum role {
	ROLE_TYPE,
	ROLE_SOURCE,
	ROLE_DESTINATION,
	ROLE_FLAG,        /* option `as` if the value is true */
	ROLE_NOT,         /* option `as` if the value is false */
	ROLE_VALUE,       /* option `as` with the value */
	ROLE_PROPAGATION, /* the value is the option */
	ROLE_IGNORE,
};

static const struct word {
	const char *name;
	enum role role;
	const char *as;
} words[] = {
	{"type", ROLE_TYPE, NULL},
	{"source", ROLE_SOURCE, NULL},
	{"src", ROLE_SOURCE, NULL},
	{"destination", ROLE_DESTINATION, NULL},
	{"dst", ROLE_DESTINATION, NULL},
	{"target", ROLE_DESTINATION, NULL},
	{"ro", ROLE_FLAG, "ro"},
	{"readonly", ROLE_FLAG, "ro"},
	{"rw", ROLE_NOT, "ro"},
	{"exec", ROLE_FLAG, "exec"},
	{"noexec", ROLE_FLAG, "noexec"},
	{"noatime", ROLE_FLAG, "noatime"},
	{"nodev", ROLE_IGNORE, NULL},
	{"nosuid", ROLE_IGNORE, NULL},
	{"U", ROLE_FLAG, "U"},
	{"chown", ROLE_FLAG, "U"},
	{"idmap", ROLE_FLAG, "idmap"},
	{"nocopy", ROLE_FLAG, "nocopy"},
	{"volume-nocopy", ROLE_FLAG, "nocopy"},
	{"tmpcopyup", ROLE_FLAG, "tmpcopyup"},
	{"notmpcopyup", ROLE_FLAG, "notmpcopyup"},
	{"tmpfs-size", ROLE_VALUE, "size"},
	{"size", ROLE_VALUE, "size"},
	{"tmpfs-mode", ROLE_VALUE, "mode"},
	{"mode", ROLE_VALUE, "mode"},
	{"uid", ROLE_VALUE, "uid"},
	{"gid", ROLE_VALUE, "gid"},
	{"max", ROLE_VALUE, "max"},
	{"bind-propagation", ROLE_PROPAGATION, NULL},
	{"relabel", ROLE_IGNORE, NULL},
	{"consistency", ROLE_IGNORE, NULL},
};

static int add_option(struct mount *m, const char *name, const char *value)
{
	size_t len = strlen(m->options);

	return fmt_print(m->options + len, sizeof(m->options) - len, "%s%s%s%s",
		       len ? "," : "", name, value ? "=" : "",
		       value ? value : "") < 0
		       ? -EINVAL
		       : 0;
}

static int put(char *out, size_t size, const char *value)
{
	return !value || !*value || fmt_print(out, size, "%s", value) < 0
		       ? -EINVAL
		       : 0;
}

/* Takes one "NAME[=VALUE]"; value may be NULL. */
static int take(struct mount *m, const char *name, const char *value)
{
	const struct word *end = words + sizeof(words) / sizeof(*words);
	const struct word *w = words;
	bool on = true;

	while (w < end && strcmp(w->name, name) != 0)
		w++;
	if (w == end)
		return -EINVAL;
	switch (w->role) {
	case ROLE_TYPE:
		return put(m->type, sizeof(m->type), value);
	case ROLE_SOURCE:
		return put(m->source, sizeof(m->source), value);
	case ROLE_DESTINATION:
		return put(m->destination, sizeof(m->destination), value);
	case ROLE_FLAG:
	case ROLE_NOT:
		if (value && value_bool(value, &on) < 0)
			return -EINVAL;
		return on == (w->role == ROLE_FLAG) ? add_option(m, w->as, NULL)
						    : 0;
	case ROLE_VALUE:
		return value && *value ? add_option(m, w->as, value) : -EINVAL;
	case ROLE_PROPAGATION:
		return value && volume_is_propagation(value, strlen(value))
			       ? add_option(m, value, NULL)
			       : -EINVAL;
	case ROLE_IGNORE:
		return 0;
	}
	return -EINVAL;
}

/*
 * Takes the next field from *text, which is overwritten; NULL: there is none.
 * As podman reads Mount=, by RFC 4180: a field in quotes may have commas, and
 * "" stands for a quote in it.
 */
static char *next_field(char **text)
{
	char *field = *text, *from = *text, *to = *text;
	bool quoted = *from == '"';

	if (!*from)
		return NULL;
	for (from += quoted; *from && (quoted || *from != ','); from++) {
		if (quoted && *from == '"' && from[1] == '"')
			from++;
		else if (quoted && *from == '"') {
			quoted = false;
			continue;
		}
		*to++ = *from;
	}
	*text = *from ? from + 1 : from;
	*to = 0;
	return field;
}

/* Parses the value of Mount=, which is overwritten. */
static int parse(struct draft *u, char *text, struct mount *m)
{
	for (char *word; (word = next_field(&text));) {
		char *value = strchr(word, '=');

		if (value)
			*value++ = 0;
		if (*word && take(m, word, value) < 0)
			return draft_refuse(u,
				"options are type source destination "
				"ro rw exec noexec noatime U idmap "
				"nocopy notmpcopyup tmpfs-size "
				"tmpfs-mode uid gid max "
				"bind-propagation");
	}
	if (!*m->destination || strchr(m->destination, ':') ||
		strchr(m->source, ':'))
		return draft_refuse(
			u, "no destination=/PATH, or a colon in a path");
	return 0;
}

static int as_volume(struct draft *u, const struct keys_row *row,
	const struct mount *m, unsigned at)
{
	size_t size = 2 * PATH_MAX + OPTIONS_MAX + 3;
	char *text = malloc(size);
	size_t before = u->unit.conf.volume_count;
	int rc;

	if (!text)
		return -ENOMEM;
	(void)fmt_print(text, size, "%s:%s%s%s", m->source, m->destination,
		*m->options ? ":" : "", m->options);
	rc = set_mount_volume(u, row, text, at);
	free(text);
	if (rc == 0)
		u->unit.conf.volumes[before].by = BY_MOUNT;
	return rc;
}

static int as_tmpfs(struct draft *u, const struct keys_row *row,
	const struct mount *m, unsigned at)
{
	size_t size = PATH_MAX + OPTIONS_MAX + 2;
	char *text = malloc(size);
	size_t before = u->unit.conf.tmpfs_count;
	bool pts = !strcmp(m->type, "devpts");
	bool volume = !*m->type || !strcmp(m->type, "volume");
	int rc;

	if (!text)
		return -ENOMEM;
	(void)fmt_print(text, size, "%s%s%s", m->destination,
		*m->options ? ":" : "", m->options);
	rc = set_mount_tmpfs(u, row, text, at);
	free(text);
	if (rc < 0)
		return rc;
	u->unit.conf.tmpfs[before].by = BY_MOUNT;
	u->unit.conf.tmpfs[before].type = volume ? TMPFS_ANONYMOUS
					  : pts  ? TMPFS_DEVPTS
					  : !strcmp(m->type, "ramfs")
						  ? TMPFS_RAMFS
						  : TMPFS_TMPFS;
	return 0;
}

static int set(struct draft *u, const struct keys_row *row,
	const struct mount *m, unsigned at)
{
	bool volume = !*m->type || !strcmp(m->type, "volume");

	if (!strcmp(m->type, "bind") || (volume && *m->source)) {
		if (!*m->source)
			return draft_refuse(u, "no source=");
		if (volume == (*m->source == '/' || *m->source == '.'))
			return draft_refuse(
				u, volume ? "a volume's source is a "
					    "name; for a path use type=bind"
					  : "a bind's source is a path");
		return as_volume(u, row, m, at);
	}
	if (volume || !strcmp(m->type, "tmpfs") || !strcmp(m->type, "ramfs") ||
		!strcmp(m->type, "devpts")) {
		if (*m->source)
			return draft_refuse(u, "such a mount has no source");
		if (volume && strchr(m->options, '='))
			return draft_refuse(u, "a volume has no size and mode; "
					       "use type=tmpfs");
		return as_tmpfs(u, row, m, at);
	}
	if (!strcmp(m->type, "image") || !strcmp(m->type, "glob") ||
		!strcmp(m->type, "artifact"))
		return draft_refuse(u,
			"types are bind, volume, tmpfs, ramfs, devpts; "
			"for an image use a .volume unit, for a glob name its "
			"files");
	return -EINVAL;
}

SET_FUNCTION(set_mount)
{
	struct mount *m;
	char *text;
	int rc;

	if (!value) {
		clear_volumes(u, BY_MOUNT);
		clear_tmpfs(u, BY_MOUNT);
		return 0;
	}
	m = calloc(1, sizeof(*m));
	text = strdup(value);
	rc = m && text ? parse(u, text, m) : -ENOMEM;
	if (rc == 0)
		rc = set(u, row, m, at);
	free(text);
	free(m);
	return rc;
}
