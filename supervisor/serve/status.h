/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_STATUS_H
#define SUPERVISOR_SERVE_STATUS_H

#include <stdint.h>

/*
 * The status FIFO: whoever opens it reads one JSON document (ARCHITECTURE.md
 * has the format), then EOF.  A reader costs tcrd one document's time and
 * nothing more, however slow it is (readers.h).
 */

/* Makes the FIFO and watches it; after manager_init.  0 or -errno. */
int status_init(void);

/* Follows what changes outside of units: a DHCP lease.  Call after a wake-up.
 */
void status_turn(void);
/* When that is due at the latest. */
int64_t status_deadline(void);

#endif
