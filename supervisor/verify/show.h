/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_SHOW_H
#define SUPERVISOR_VERIFY_SHOW_H

struct client_args; /* supervisor/client/client.h */

/*
 * The commands `tcrctl show`, which prints the settings of a unit, and `cat`,
 * which prints its files; both return an exit code.
 */
int show_run(const struct client_args *args);
int show_cat(const struct client_args *args);

#endif
