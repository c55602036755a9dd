/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_SHOW_H
#define SUPERVISOR_VERIFY_SHOW_H

/*
 * `tcrctl show` and `cat`: what a unit's files come to,
 * and the files.  argv[1] is the verb; return the exit status: 0, 1 failed, 2
 * usage, 4 no such unit, 5 it is refused.
 */
int show_main(int argc, char **argv);
int show_cat_main(int argc, char **argv);

#endif
