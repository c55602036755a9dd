/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_RELOAD_H
#define SUPERVISOR_SERVE_RELOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * `tcrctl reload-config`: tcrd executes itself; the new tcrd loads the units
 * and adopts the running containers, as after a crash.  It also gets the
 * connection of the client that asked, to answer it.
 */

/*
 * Asks for a reload, for the client of this connection, which stays open, or
 * for nobody (-1).  apply: units whose files have changed are restarted.
 */
void reload_ask(int fd, bool apply);

/* Whether a client has asked: the loop is to call reload_exec(). */
bool reload_asked(void);

/* Until when running tasks may end by themselves; INT64_MAX: nobody asked. */
int64_t reload_deadline(void);

/* The device is going down: there will be no new tcrd.  The client is told. */
void reload_cancel(void);

/*
 * Executes the new tcrd.  No task may run, as the new tcrd would not know it.
 * notes_fd is the socket of PID 1, or -1.  Returns only on failure: -errno
 * after a log line and an answer to the client.
 */
int reload_exec(char **argv, int notes_fd);

/* In the new tcrd: the connection to answer, or -1; *apply as asked for. */
int reload_take(bool *apply);

/* Tells the client of that connection a warning of a unit's file. */
void reload_warn(const char *line);

#endif
