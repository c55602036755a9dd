/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_ADVICE_H
#define SUPERVISOR_ADVICE_H

#include <stddef.h>

/*
 * In a task: asks crun for its version and says so if it has vulnerabilities
 * that a later one has not.  arg is not used.  0, also when crun is missing:
 * the units say that.
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
