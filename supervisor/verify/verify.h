/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VERIFY_H
#define SUPERVISOR_VERIFY_VERIFY_H

/*
 * The command `tcrctl verify`: checks unit files without starting anything, on
 * the device or elsewhere.  argv[1] is "verify"; returns an exit code.
 */
int verify_main(int argc, char **argv);

#endif
