/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_PLOT_H
#define SUPERVISOR_DEVICE_PLOT_H

#include "supervisor/client/client.h"

/* The command plot writes the boot as an SVG; returns an exit code. */
int plot_run(const struct client_args *args);

#endif
