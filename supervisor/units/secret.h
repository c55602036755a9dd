/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SECRET_H
#define SUPERVISOR_UNITS_SECRET_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

#define SECRET_COUNT_MAX 64

/*
 * Secret=NAME[,OPTION...]: a file of root's that a container gets as a file or
 * in a variable.
 */
struct unit_secret {
	char *name;
	char *target; /* absolute path, or the name of the variable */
	bool env;
	uint32_t uid, gid, mode; /* of the file in the container */
};

/*
 * Parses the value of Secret= to a secret whose texts are in the arena, and
 * opens no file.  Returns 0, -ENOMEM, or
 * -EINVAL with *why set.
 */
int secret_parse(const char *text, struct arena *arena,
	struct unit_secret *secret, const char **why);

#endif
