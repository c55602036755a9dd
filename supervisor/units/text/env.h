/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_ENV_H
#define SUPERVISOR_UNITS_TEXT_ENV_H

#include "supervisor/base/strv.h"

#define ENV_FILE_MAX (64 << 10)
#define ENV_MAX      2048 /* variables of one container */

/* Sets K=V; one of the same name is replaced.  0, -ENOMEM or -E2BIG. */
int env_set(struct strv *env, const char *pair);

/*
 * The file of an EnvironmentFile=, open (O_PATH): lines K=V; blanks around
 * them, empty lines and those that begin with # or ; do not count; one pair of
 * quotes around the value is taken away.  0 or -errno after a log line that
 * names file and line.
 */
int env_file(struct strv *env, const char *name, int fd);

/* The same on a text, without logging: *line and *why on -EINVAL.  Cuts it up.
 */
int env_parse(struct strv *env, char *text, size_t len, unsigned *line,
	const char **why);

#endif
