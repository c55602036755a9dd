/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_ADVICE_H
#define SUPERVISOR_BASE_ADVICE_H

#include <stddef.h>

/* What is said of one that is too old; %s: "version 1.8.1". */
#define ADVICE_FORMAT                                                          \
	"%s is older than 1.28, which mended CVE-2026-47766 (links in "        \
	"images); its distribution may have mended it, too"

/*
 * In a task: asks crun for its version and says so if it is too old.  arg is
 * not used.  0, also when crun is missing: the units say that.
 */
int advice_crun(const void *arg);

/*
 * What the command prints to stdout, as much as there is room for; "" if there
 * is no such program.  0 or -errno after a log line.
 */
int advice_ask(
	const char *program, const char *argument, char *text, size_t size);

/* "crun version 1.8.1\n...": true if that one should be replaced.  Pure. */
int advice_outdated(const char *text);

#endif
