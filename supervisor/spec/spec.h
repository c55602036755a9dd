/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_H
#define SUPERVISOR_SPEC_SPEC_H

#include "supervisor/base/strv.h"
#include "supervisor/spec/spec_input.h"

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

/*
 * Writes to buf what `crun exec --process` takes, for a command that runs as
 * the container's program does: the "process" of config, a config.json made by
 * spec_text(), with argv as its arguments.  config is changed.  Returns the
 * length or -errno.
 */
int spec_process(char *config, const struct strv *argv, char *buf, size_t size);

#endif
