/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_TCRCTL_H
#define SUPERVISOR_TCRCTL_H

/* main() of this program if it is called tcrctl; returns an exit code. */
int tcrctl_main(int argc, char **argv);

#endif
