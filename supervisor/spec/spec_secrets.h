/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_SECRETS_H
#define SUPERVISOR_SPEC_SPEC_SECRETS_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

struct spec_input; /* supervisor/spec/spec.h */

/*
 * Files that a container gets as its own copy: secrets and the time zone.  For
 * tasks; 0 or -errno after a log line, which never has a secret's value.
 */

#define SPEC_SECRETS_FILE     "secret-%zu" /* in the unit's folder: n-th file */
#define SPEC_SECRETS_TIMEZONE "localtime"

/*
 * Writes the unit's files to its folder (dir), which is on a tmpfs and root's
 * alone.  If the device has not got the time zone, the image's is used.
 */
int spec_secrets_write(const struct spec_input *in, int dir);

/* Removes these files, and those of an earlier unit file. */
void spec_secrets_remove(int dir);

/* Adds NAME=VALUE of the secrets with type=env. */
int spec_secrets_environment(const struct conf *all,
	const struct unit_conf *conf, struct arena *arena, struct strv *env);

#endif
