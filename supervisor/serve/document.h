/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_DOCUMENT_H
#define SUPERVISOR_SERVE_DOCUMENT_H

#include <stddef.h>

/* Bytes of a document: room for the state of each of CONF_UNITS_MAX units. */
#define DOCUMENT_MAX (1 << 20)

/*
 * Writes the status document (ARCHITECTURE.md) of all units.  If all does not
 * fit, units with very long texts are cut.  Returns its length; -ENOBUFS only
 * if size is less than DOCUMENT_MAX.
 */
int document_write(char *buf, size_t size);

#endif
