/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_TCRCTL_UNIT_H
#define SUPERVISOR_CLIENT_TCRCTL_UNIT_H

#include "supervisor/client/tcrctl_doc.h"

#include <stdbool.h>

/* Prints all that is known of one unit, its last log lines too. */
void unit_print(
	const struct doc_head *head, const struct doc_unit *unit, bool colours);

#endif
