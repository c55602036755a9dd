/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_DUMP_H
#define SUPERVISOR_VERIFY_DUMP_H

struct conf;

/*
 * One JSON document on stdout with every unit: its files, why it is bad, the
 * supervisor's view of it and its config.json.  dump_units() may be called more
 * than once in between; 0 or -errno.
 */
void dump_begin(void);
int dump_units(const struct conf *conf);
void dump_end(void);

#endif
