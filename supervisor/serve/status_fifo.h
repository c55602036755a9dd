/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_STATUS_FIFO_H
#define SUPERVISOR_SERVE_STATUS_FIFO_H

#include <stdint.h>

/*
 * The status FIFO: a process that opens it reads one JSON document
 * (ARCHITECTURE.md has the format), then EOF.  A slow reader costs tcrd no more
 * than a fast one (status_readers.h).
 */

/* Makes the FIFOs and watches them; to be called after manager_init().  0 or
 * -errno. */
int status_fifo_init(void);

/* Serves readers and takes notice of new DHCP leases; to be called in each turn
 * of the event loop. */
void status_fifo_turn(void);
/* When status_fifo_turn() has something to do; INT64_MAX: not by itself. */
int64_t status_fifo_deadline(void);

#endif
