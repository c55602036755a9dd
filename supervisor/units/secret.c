/* SPDX-License-Identifier: MIT */
/*
 * Parses the value of Secret=.  The file is read by
 * supervisor/spec/spec_secrets.c.
 */
#include "supervisor/units/secret.h"

#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/base/arena.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#define NAME_LEN_MAX 253 /* podman's limit */
#define VALUE_MAX    1024

static int refuse(const char **why, const char *text)
{
	*why = text;
	return -EINVAL;
}

static int octal(const char *text, uint32_t *mode)
{
	const char *end;
	uint64_t n = text_digits(text, &end, 8);

	if (end == text || *end || n > 0777)
		return -EINVAL;
	*mode = (uint32_t)n;
	return 0;
}

static int number(const char *text, uint32_t *id)
{
	int64_t n = value_number(text, UINT32_MAX - 1);

	if (n < 0)
		return -EINVAL;
	*id = (uint32_t)n;
	return 0;
}

/* The options that have been read so far. */
struct options {
	struct unit_secret secret;
	char source[VALUE_MAX];
	char target[VALUE_MAX];
	bool file; /* an option that only a file can have */
};

static int take_option(struct options *o, const char *key, const char *value)
{
	o->file |= !strcasecmp(key, "uid") || !strcasecmp(key, "gid") ||
		   !strcmp(key, "mode");
	if (!strcmp(key, "type") && !strcmp(value, "env"))
		o->secret.env = true;
	else if (!strcmp(key, "type") && !strcmp(value, "mount"))
		o->secret.env = false;
	else if (!strcmp(key, "target") && *value)
		return fmt_print(o->target, sizeof(o->target), "%s", value);
	else if (!strcmp(key, "source"))
		return fmt_print(o->source, sizeof(o->source), "%s", value);
	else if (!strcasecmp(key, "uid"))
		return number(value, &o->secret.uid);
	else if (!strcasecmp(key, "gid"))
		return number(value, &o->secret.gid);
	else if (!strcmp(key, "mode"))
		return octal(value, &o->secret.mode);
	else
		return -EINVAL;
	return 0;
}

static int take_options(struct options *o, const char *text)
{
	char option[VALUE_MAX];
	int rc = 0;

	while (rc >= 0 && *text) {
		size_t len = strcspn(text, ",");
		char *equals;

		if (fmt_print(option, sizeof(option), "%.*s", (int)len, text) <
			0)
			return -EINVAL;
		equals = strchr(option, '=');
		if (!equals)
			return -EINVAL;
		*equals = 0;
		rc = take_option(o, option, equals + 1);
		text += len + (text[len] == ',');
	}
	return rc < 0 ? -EINVAL : 0;
}

static int finish_target(
	struct options *o, struct arena *arena, const char **why)
{
	char text[PATH_MAX], path[PATH_MAX] = "";
	const char *target = *o->target ? o->target : o->secret.name;

	if (o->secret.env) {
		if (o->file)
			return refuse(why, "a variable has no uid, gid, mode");
		if (!value_is_word(target, strlen(target), "_.-"))
			return refuse(why, "not a valid variable name");
		return arena_set(arena, &o->secret.target, target);
	}
	if (fmt_print(text, sizeof(text), "%s%s",
		    *target == '/' ? "" : "/run/secrets/", target) < 0 ||
		volume_path(text, strlen(text), NULL, 0, path) < 0 ||
		!strcmp(path, "/") || !strncmp(path, "/proc/", 6))
		return refuse(why, "the target is not the path of a file");
	return arena_set(arena, &o->secret.target, path);
}

int secret_parse(const char *text, struct arena *arena,
	struct unit_secret *secret, const char **why)
{
	struct options o = {.secret.mode = 0444};
	size_t len = strcspn(text, ",");
	bool named = !memchr(text, '=', len); /* else source= names it */
	const char *options = named ? text + len + (text[len] == ',') : text;
	const char *name = o.source;
	int rc;

	if (named && fmt_print(o.source, sizeof(o.source), "%.*s", (int)len,
			     text) < 0)
		return refuse(why, "the name is too long");
	if (take_options(&o, options) < 0)
		return refuse(why, "options are source= type=mount|env target= "
				   "uid= gid= mode=");
	len = strlen(name);
	if (len > NAME_LEN_MAX || *name == '.' ||
		!value_is_word(name, len, "_.-"))
		return refuse(why, "a name is letters, digits, _ . -");
	rc = arena_set(arena, &o.secret.name, name);
	if (rc == 0)
		rc = finish_target(&o, arena, why);
	if (rc == 0)
		*secret = o.secret;
	return rc;
}
