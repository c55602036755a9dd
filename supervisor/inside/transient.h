/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_TRANSIENT_H
#define SUPERVISOR_INSIDE_TRANSIENT_H

#include <stddef.h>

struct client_args;

/*
 * Writes the unit file of what `tcrctl run` asks for to text, which has room
 * for CONF_FILE_MAX bytes.  Any value is one value there, whatever is in it.
 * Returns its length, or the negative of an exit code after a message.
 */
int transient_text(const struct client_args *args, char *text);

/* The first word of the command in args->names; args->count: there is none. */
size_t transient_command(const struct client_args *args);

#endif
