/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_RELOAD_H
#define SUPERVISOR_SERVE_RELOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * `tcrctl reload-config`: no process reloads, tcrd is replaced by a new one
 * that reads the units anew and adopts what runs, as after a crash.  Only the
 * connection of who asked goes along, to be answered by the successor.
 */

/* Someone asked, on this connection; it is kept open. */
void reload_ask(int fd);

/* True once someone asked: the loop is to end with reload_exec(). */
bool reload_asked(void);

/* Until when tasks under way may end by themselves; INT64_MAX: nobody asked. */
int64_t reload_deadline(void);

/* The device goes down: there will be no new tcrd.  Who asked is told. */
void reload_cancel(void);

/*
 * Becomes the new tcrd.  Tasks must be dead: their ends would be nobody's.
 * notes_fd is PID 1's socket, or -1.  Returns only if it failed, -errno after a
 * log line; whoever asked is told.
 */
int reload_exec(char **argv, int notes_fd);

/* In the successor: the connection to answer; -1: it is no reload. */
int reload_take(void);

#endif
