/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_CONTROL_H
#define SUPERVISOR_SERVE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The control socket: requests of root, one in each connection (ARCHITECTURE.md
 * describes the protocol).  A client waits until its units have settled, that
 * is, are up, down or failed; tcrd never waits for a client.
 */

/*
 * Makes the socket.  under_init: PID 1 is tcr-init, so that poweroff and reboot
 * are possible.  0 or -errno after a log line.
 */
int control_init(bool under_init);

/*
 * Before tcrd replaces itself: clients of start, stop and restart are told to
 * ask the next one, those of "wait" do so when they have no answer, and the
 * others are told that they get none.
 */
void control_dismiss(void);

/*
 * In a tcrd that has replaced another for reload-config: takes over the
 * connection of the client that asked for it and tells it which units are about
 * to change; then answers it once those that have begun to have settled.  Not
 * apply, as for `load`: tells nothing, and answers at once.
 */
void control_reloaded(int fd, bool apply);
void control_reload_wait(void);

/* Whether clients wait for what they have asked for, which a new tcrd would not
 * tell them; those of `tcrctl wait`, who may wait for days, do not count. */
bool control_busy(void);
/* Has a new tcrd load all units, restarting none. */
void control_load(void);

/* Answers clients whose units have settled, drops clients that send nothing. */
void control_turn(int64_t now_ms);
/* When control_turn() has something to do; INT64_MAX: not by itself. */
int64_t control_deadline(void);

#endif
