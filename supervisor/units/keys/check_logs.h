/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_LOGS_H
#define SUPERVISOR_UNITS_KEYS_CHECK_LOGS_H

struct draft;

/* Makes the log settings complete: one key may set the default of another. */
void check_logs(struct draft *u);

#endif
