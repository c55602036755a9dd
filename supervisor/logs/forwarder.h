/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_FORWARDER_H
#define SUPERVISOR_LOGS_FORWARDER_H

#include <stdint.h>

/* RUN/units/tcrd/FORWARDER_STATE: how far each log is forwarded. */
#define FORWARDER_STATE "syslog"

struct forwarder_head {
	char magic[8];
	uint64_t sent; /* lines that the network has taken */
	uint64_t lost; /* lines that were overwritten before */
};

/*
 * A task that never ends by itself: reads the rings of all units of a struct
 * conf, and tcrd's own, and sends their lines to conf->syslog.
 */
int forwarder_run(const void *conf);

#endif
