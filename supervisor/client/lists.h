/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LISTS_H
#define SUPERVISOR_CLIENT_LISTS_H

#include "supervisor/client/client.h"

/* Lists from the status document.  All return an exit code. */

/* The command `ps [-a] [--json]`: containers, as docker lists them. */
int lists_containers(const struct client_args *args);
/* The command `list-units`: a name and a state a line. */
int lists_units(const struct client_args *args);
/* The command `list-files`: a name and a file a line. */
int lists_files(const struct client_args *args);

#endif
