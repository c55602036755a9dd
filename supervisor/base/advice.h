/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_ADVICE_H
#define SUPERVISOR_BASE_ADVICE_H

#include <stddef.h>

/* The warning about an old crun; %s is "version 1.8.1". */
#define ADVICE_FORMAT                                                          \
	"%s is older than 1.28, which mended CVE-2026-47766 (links in "        \
	"images); its distribution may have mended it, too"

/*
 * Runs in a task: asks crun for its version and logs a warning if it is too
 * old.  arg is not used.  Returns 0, also if crun is missing, which the units
 * report.
 */
int advice_crun(const void *arg);

/*
 * Runs a program and waits for its end; text becomes the beginning of its
 * standard output, "" if there is no such program.  0 or -errno after a log
 * line.
 */
int advice_ask(
	const char *program, const char *argument, char *text, size_t size);

/* Whether "crun version 1.8.1\n..." is older than 1.28.  Pure. */
int advice_outdated(const char *text);

#endif
