/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_DUMP_H
#define SUPERVISOR_VERIFY_DUMP_H

struct conf;

/*
 * Writes a JSON document with all units to stdout: the files of each, why it is
 * bad, tcrd's view of it (view.h) and its config.json.  dump_begin() starts the
 * document, each dump_units() adds the units of a conf (0 or -errno), and
 * dump_end() ends it.
 */
void dump_begin(void);
int dump_units(const struct conf *conf);
void dump_end(void);

#endif
