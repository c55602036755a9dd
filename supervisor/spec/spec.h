/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_H
#define SUPERVISOR_SPEC_SPEC_H

#include "supervisor/base/passwd.h"
#include "supervisor/base/strv.h"
#include "supervisor/spec/spec_input.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes the whole OCI config.json of a container from its unit and its image.
 * Runs in a task: it allocates, and reads the image's /etc/passwd and
 * /etc/group (resolved inside the root, regular files, bounded).
 */

#define SPEC_MAX (1 << 20) /* bytes of a config.json */

/* Writes the text to buf; returns its length, or -errno after a log line. */
int spec_text(const struct spec_input *in, char *buf, size_t size);

/* Writes config.json into the directory dirfd; 0 or -errno after a log line. */
int spec_write(const struct spec_input *in, int dirfd);

/* A command to run in a container beside its program. */
struct spec_command {
	const struct strv *argv;
	const struct strv *env; /* K=V, added to the program's; NULL: none */
	const char *cwd;        /* NULL: the program's */
	const struct passwd_user *user; /* NULL: the program's */
	bool terminal;                  /* crun makes one for it */
};

/*
 * Writes to buf what `crun exec --process` takes, for a command that runs as
 * the container's program does, but for what the command says: the "process" of
 * config, a config.json made by spec_text().  config is changed.  Returns the
 * length or -errno.
 */
int spec_process(char *config, const struct spec_command *command, char *buf,
	size_t size);

/*
 * The same for the container of a unit that runs, in a file without a name, as
 * the environment may hold secrets.  Returns the descriptor or -errno; does not
 * log.
 */
int spec_process_file(const char *unit, const struct spec_command *command);

#endif
