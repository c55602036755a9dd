/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_ENV_H
#define SUPERVISOR_UNITS_TEXT_ENV_H

#include "supervisor/base/strv.h"

#define ENV_FILE_MAX (64 << 10)
#define ENV_MAX      2048 /* variables of one container */

/* Sets a variable, K=V; replaces an earlier one.  0, -ENOMEM or -E2BIG. */
int env_set(struct arena *arena, struct strv *env, const char *pair);

/*
 * Sets the variables of the file of an EnvironmentFile=, open as fd (O_PATH).
 * Each line is K=V; blanks around it, empty lines and lines that begin with #
 * or ; are ignored; one pair of quotes around the value is removed.  name is
 * for messages.  0 or -errno after a log line that names file and line.
 */
int env_file(struct arena *arena, struct strv *env, const char *name, int fd);

/*
 * Sets the variables of such a text, which is overwritten.  Does not log; on
 * -EINVAL *line and *why are set.  0 or -errno.
 */
int env_parse(struct arena *arena, struct strv *env, char *text, size_t len,
	unsigned *line, const char **why);

#endif
