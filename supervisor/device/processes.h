/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_PROCESSES_H
#define SUPERVISOR_DEVICE_PROCESSES_H

#include "supervisor/client/client.h"

#define TICK_MS 10 /* of times in /proc: USER_HZ is 100 wherever tcr runs */

/* The command `ps [-a] [--json] [NAME]`; returns an exit code. */
int processes_ps(const struct client_args *args);

/* Draws the processes of a unit once, on a screen: see client/screen.h. */
int processes_draw(const struct client_args *args);

#endif
