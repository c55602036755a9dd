/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_METRICS_H
#define SUPERVISOR_SERVE_METRICS_H

#include <stddef.h>

/*
 * Writes what can be counted of the device and its units, in the text format of
 * OpenMetrics 1.0, which Prometheus reads.  Metrics that have no room are left
 * out as a whole, the last first.  Returns the length; size is DOCUMENT_MAX.
 */
int metrics_write(char *buf, size_t size);

/*
 * Writes the last lines in the logs of units with LogPublic=yes: "UNIT " and a
 * record of the log ring (ARCHITECTURE.md) in each line, unit by unit.  Units
 * that have no room are left out.  Returns the length.
 */
int metrics_logs(char *buf, size_t size);

#endif
