/* SPDX-License-Identifier: MIT */
/*
 * The environment of a container: of two variables with one name the later one
 * wins.  The file of EnvironmentFile= is read at each start of the container.
 */
#include "supervisor/units/text/env.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/readfd.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* The index of the variable of this pair's name; env->n: there is none. */
static size_t find(const struct strv *env, const char *pair)
{
	size_t name = strcspn(pair, "=") + 1; /* length with the "=" */
	size_t at = 0;

	while (at < env->n && strncmp(env->v[at], pair, name) != 0)
		at++;
	return at;
}

int env_set(struct arena *arena, struct strv *env, const char *pair)
{
	size_t at = find(env, pair);

	if (at == ENV_MAX)
		return -E2BIG;
	return at < env->n ? arena_set(arena, &env->v[at], pair)
			   : strv_add(arena, env, pair, strlen(pair));
}

/* Removes blanks at both ends. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r", text[len - 1]))
		len--;
	text[len] = 0;
	return text;
}

/*
 * Removes quotes if they are one pair around the whole value.  The quotes of
 * "x" and "y" are part of the value.
 */
static void unquote(char *value)
{
	size_t len = strlen(value), end = 1;
	char quote = value[0];

	if (quote != '"' && quote != '\'')
		return;
	while (end < len && value[end] != quote)
		end += quote == '"' && value[end] == '\\' ? 2 : 1;
	if (end + 1 != len)
		return;
	memmove(value, value + 1, len - 2);
	value[len - 2] = 0;
}

static const char *check_name(const char *line)
{
	size_t name = strcspn(line, "=");

	if (line[name] == 0)
		return "no '=' in the line";
	if (name == 0)
		return "no name before the '='";
	for (size_t i = 0; i < name; i++)
		if ((unsigned char)line[i] <= ' ' || line[i] == 0x7f)
			return "blank in the name";
	return NULL;
}

static int take_line(
	struct arena *arena, struct strv *env, char *line, const char **why)
{
	line = trim(line);
	if (line[0] == 0 || line[0] == '#' || line[0] == ';')
		return 0;
	*why = check_name(line);
	if (*why)
		return -EINVAL;
	unquote(strchr(line, '=') + 1);
	return env_set(arena, env, line);
}

int env_parse(struct arena *arena, struct strv *env, char *text, size_t len,
	unsigned *line, const char **why)
{
	char *end = text + len;

	for (*line = 1; text < end; ++*line) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((newline ? newline : end) - text);
		int rc = -EINVAL;

		if (memchr(text, 0, n)) {
			*why = "NUL byte";
			return rc;
		}
		if (!utf8_valid(text, n)) {
			*why = "not UTF-8";
			return rc;
		}
		text[n] = 0;
		rc = take_line(arena, env, text, why);
		if (rc < 0)
			return rc;
		text += n + 1;
	}
	return 0;
}

int env_file(struct arena *arena, struct strv *env, const char *name, int fd)
{
	const char *why = NULL;
	char *text = calloc(1, ENV_FILE_MAX + 1);
	unsigned line;
	ssize_t len;
	int rc;

	if (!text)
		return failed("environment file %s", name);
	len = readfd(fd, text, ENV_FILE_MAX + 1);
	if (len < 0) {
		free(text);
		errno = (int)-len;
		return failed("environment file %s", name);
	}
	rc = env_parse(arena, env, text, (size_t)len, &line, &why);
	free(text);
	if (rc == -EINVAL) {
		log_err("%s:%u: %s", name, line, why);
	} else if (rc < 0) {
		errno = -rc;
		(void)failed("environment file %s", name);
	}
	return rc;
}
