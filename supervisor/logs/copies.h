/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_COPIES_H
#define SUPERVISOR_LOGS_COPIES_H

#include "supervisor/units/logs.h"

#include <stddef.h>

/* Where a container's lines go besides its log; never waits for either. */
struct copies {
	int kmsg, console;  /* -1: none */
	unsigned long lost; /* lines that the console had no room for */
};

/* Opens what logs asks for; what is not there is logged. */
void copies_open(struct copies *c, const struct unit_logs *logs);
void copies_done(struct copies *c);

/* "TAG: TEXT"; what could steer a terminal is put as '?'. */
void copies_put(
	struct copies *c, const char *tag, const char *text, size_t len);

#endif
