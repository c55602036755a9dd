/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_STATUS_READERS_H
#define SUPERVISOR_SERVE_STATUS_READERS_H

#include <stdint.h>

/*
 * Serves the readers of the status document.  A party is a set of readers that
 * cannot disturb those of another: root of the device; everybody on the device;
 * each container that mounts the document.  Each party has a FIFO of its own, a
 * share of tcrd's time, and a limit of documents that were not read yet.
 */

/*
 * Makes the FIFOs and watches them by this inotify descriptor.  To be called
 * after manager_init().  0 or -ENOMEM.
 */
int status_readers_init(int inotify);

/* To be called when this inotify watch has reported IN_OPEN; -1: any may have.
 */
void status_readers_opened(int watch);

/* Serves the parties that have readers; to be called in each turn. */
void status_readers_turn(int64_t now_ms);
/* When status_readers_turn() has something to do; INT64_MAX: nothing. */
int64_t status_readers_deadline(void);

#endif
