/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VERIFY_H
#define SUPERVISOR_VERIFY_VERIFY_H

/*
 * `tcrctl verify`: checks unit files without starting
 * anything, on the device or elsewhere.  argv[1] is "verify"; returns the exit
 * status: 0 good, 1 failed, 2 usage, 5 problems.
 */
int verify_main(int argc, char **argv);

#endif
