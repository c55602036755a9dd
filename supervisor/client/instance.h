/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_INSTANCE_H
#define SUPERVISOR_CLIENT_INSTANCE_H

#include <stddef.h>

/*
 * Instances of templates that are named for the first time, to be started: a
 * link to its template, NAME@.container, is put for each into the first unit
 * directory (/run/tcr/conf.d: gone with the next boot).  Returns how many were
 * made, then tcrd has to read its units anew; or -errno after a message.
 */
int instance_make(char *const *names, size_t count);

#endif
