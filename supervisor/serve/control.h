/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_CONTROL_H
#define SUPERVISOR_SERVE_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The control socket: root's commands, one a connection (ARCHITECTURE.md has
 * the words).  A client waits until its units have settled; tcrd never waits
 * for it.
 */

/* Makes the socket; under_init: poweroff and reboot are possible.  0 or -errno
 * after a log line. */
int control_init(bool under_init);

/* In a tcrd that replaced another: answers who asked for that. */
void control_reloaded(int fd);

/* Answers clients whose units have settled, drops idle ones. */
void control_turn(int64_t now_ms);
int64_t control_deadline(void);

#endif
