/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_LOGS_H
#define SUPERVISOR_UNITS_KEYS_CHECK_LOGS_H

struct draft;

/* From what the keys say one by one to what holds. */
void check_logs(struct draft *u);

#endif
