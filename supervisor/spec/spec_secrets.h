/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_SECRETS_H
#define SUPERVISOR_SPEC_SPEC_SECRETS_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

struct spec_input; /* supervisor/spec/spec.h */

/*
 * What a container gets as a file of its own: secrets and the time zone.  In
 * tasks; 0 or -errno after a log line, which never has a secret's value.
 */

#define SPEC_SECRETS_FILE     "secret-%zu" /* in the unit's folder: n-th file */
#define SPEC_SECRETS_TIMEZONE "localtime"

/*
 * Writes the files of the unit to its folder, which is on a tmpfs and root's
 * alone.  The zoneinfo of its root is used if the device has none.
 */
int spec_secrets_write(const struct spec_input *in, int dir);

/* Takes them away; those of an earlier unit file too. */
void spec_secrets_remove(int dir);

/* Adds NAME=VALUE of those that are variables. */
int spec_secrets_environment(
	const struct conf *all, const struct unit_conf *conf, struct strv *env);

#endif
