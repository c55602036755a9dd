/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DOCUMENT_H
#define SUPERVISOR_DOCUMENT_H

#include <stddef.h>

struct json;
struct net_port;

/* Bytes that the document of this many units needs at most. */
size_t document_size(size_t units);

/* Writes the status document (ARCHITECTURE.md) of all units; length or
 * -ENOBUFS. */
int document_write(char *buf, size_t size);

/* "127.0.0.1:8080-8090:80-90/tcp", as PublishPort= writes it: a string. */
void document_put_port(struct json *j, const struct net_port *port);

#endif
