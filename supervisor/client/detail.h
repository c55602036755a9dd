/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_DETAIL_H
#define SUPERVISOR_CLIENT_DETAIL_H

#include "supervisor/client/doc.h"

#include <stdbool.h>

/*
 * Prints all that is known of one unit, and its last log lines.  more, if not
 * NULL, prints further lines by detail_line(); name is "web.container".
 */
void detail_print(const struct doc_head *head, const struct doc_unit *unit,
	bool colours, void (*more)(const char *name));

/* Prints "   Label: text". */
void detail_line(const char *label, const char *text);

#endif
