/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_SHOW_H
#define SUPERVISOR_VERIFY_SHOW_H

/*
 * The commands `tcrctl show`, which prints the settings of a unit, and `cat`,
 * which prints its files.  argv[1] is the verb; both return an exit code.
 */
int show_main(int argc, char **argv);
int show_cat_main(int argc, char **argv);

#endif
