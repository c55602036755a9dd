/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_REMOTE_H
#define SUPERVISOR_CLIENT_REMOTE_H

#include <stdbool.h>

/*
 * tcrctl where the device is not: on another machine, and in a container with
 * Control=full.  All return the exit code of the command.
 */

/* Whether this is such a container: it has the control socket and nothing else.
 */
bool remote_inside(void);

/* In the container: has the command, argv[1] and so on, run on the device. */
int remote_ask(int argc, char **argv);

/*
 * On the device, started by tcrd: runs the command argv[1] and so on, argv[0]
 * being TERM.  Descriptor 3 is the connection to remote_ask(), 4 to 6 are its
 * standard files.
 */
int remote_serve(int argc, char **argv);

/* --host WHERE, "ssh://[USER@]HOST[:PORT]": the command, argv, by ssh(1). */
int remote_host(const char *where, int argc, char **argv);

#endif
