/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_SIGNALS_H
#define SUPERVISOR_BASE_SIGNALS_H

/* The number of "SIGTERM", "term", "15", "SIGRTMIN+3"; -EINVAL. */
int signals_parse(const char *name);

/* The name of a signal, "SIGTERM"; NULL: it has none, as real-time signals. */
const char *signals_name(int number);

#endif
