/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DOCUMENT_H
#define SUPERVISOR_DOCUMENT_H

#include <stddef.h>

/* Bytes that the document of this many units needs at most. */
size_t document_size(size_t units);

/* Writes the status document (ARCHITECTURE.md) of all units; length or
 * -ENOBUFS. */
int document_write(char *buf, size_t size);

#endif
