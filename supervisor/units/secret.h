/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SECRET_H
#define SUPERVISOR_UNITS_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#define SECRET_COUNT_MAX 64

/* Secret=NAME[,OPTION...]: a file that only root can read, for a container. */
struct unit_secret {
	char *name;
	char *target; /* absolute path, or name of the variable */
	bool env;
	uint32_t uid, gid, mode; /* of the file */
};

/* 0, -ENOMEM, or -EINVAL with *why set.  Text only. */
int secret_parse(
	const char *text, struct unit_secret *secret, const char **why);
void secret_done(struct unit_secret *secret);

#endif
