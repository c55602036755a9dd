/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_FETCH_H
#define SUPERVISOR_CLIENT_FETCH_H

#include "supervisor/client/doc.h"

/*
 * Gets a whole status document from tcrd; any user may, any number at a time.
 * text is its own, to be freed after doc_done(doc).  0, or an exit code after
 * having said why.
 */
int fetch_document(struct doc *doc, char **text, size_t *len);

/* Says that no unit has this name, and which one has nearly; TCRCTL_NO_UNIT. */
int fetch_no_unit(struct doc *doc, const char *name);

#endif
