/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_SIGNALS_H
#define SUPERVISOR_BASE_SIGNALS_H

/* "SIGTERM", "term", "15", "SIGRTMIN+3": the number; -EINVAL. */
int signals_parse(const char *name);

/* 15: "SIGTERM"; NULL for one without a name. */
const char *signals_name(int number);

#endif
