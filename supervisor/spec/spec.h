/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_H
#define SUPERVISOR_SPEC_SPEC_H

#include "supervisor/base/strv.h"
#include "supervisor/spec/spec_input.h"

#include <stddef.h>

/*
 * Makes the OCI config.json of a container, whole, from its unit and its image.
 * Runs in a task: it may allocate and reads the image's /etc/passwd and
 * /etc/group (resolved inside root: openat2 RESOLVE_IN_ROOT, regular files,
 * bounded).
 */

#define SPEC_MAX (1 << 20) /* bytes of a config.json */

/* Makes its text in buf; its length, or -errno after a log line. */
int spec_text(const struct spec_input *in, char *buf, size_t size);

/* Writes config.json into the directory dirfd; 0 or -errno after a log line. */
int spec_write(const struct spec_input *in, int dirfd);

/*
 * What `crun exec --process` takes for a command that runs as the container's
 * program does: the process of a config.json of ours, which is cut up, with the
 * words of argv.  Its length, or -errno.
 */
int spec_process(char *config, const struct strv *argv, char *buf, size_t size);

#endif
