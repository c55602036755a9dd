/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_FETCH_H
#define SUPERVISOR_CLIENT_FETCH_H

#include "supervisor/client/doc.h"

/*
 * Gets a status document from tcrd and opens it; any user may, and several may
 * at once.  Returns 0, or an exit code after a message; then doc_done() is not
 * needed.
 */
int fetch_document(struct doc *doc);

/* The same without a message: 0 or -errno. */
int fetch_quietly(struct doc *doc);

/* The same, and finds the unit that the user means by wrote. */
int fetch_unit(struct doc *doc, const char *wrote, struct doc_unit *unit);

/* Says that no unit has this name, and proposes the nearest; EXITCODE_NO_UNIT.
 */
int fetch_no_unit(struct doc *doc, const char *name);

#endif
