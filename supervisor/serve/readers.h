/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_READERS_H
#define SUPERVISOR_SERVE_READERS_H

#include <stdint.h>

/*
 * Who reads the status document, in parties that have nothing of each other:
 * root of the device, all of the device, each container that mounts it.  A
 * party has a FIFO of its own, a share of tcrd's time, and so many documents
 * that are not read at a time.
 */

/* Makes the FIFOs, watched by this inotify; after manager_init.  0 or -ENOMEM.
 */
int readers_init(int inotify);

/* A watch of that inotify has seen an open; -1: which one is not known. */
void readers_opened(int watch);

/* Serves whose turn it is; call after a wake-up, and at the deadline. */
void readers_turn(int64_t now_ms);
int64_t readers_deadline(void);

#endif
