/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_MACHINE_H
#define SUPERVISOR_BASE_MACHINE_H

/*
 * Names of processor architectures.  uts is the kernel's name, `machine` of
 * uname(2).  A name that is not in the table is returned unchanged.
 */

/* The name in ConditionArchitecture= and %a of systemd: "x86-64", "arm64". */
const char *machine_systemd(const char *uts);

/* The name in images, which is GOARCH's: "amd64", "arm64". */
const char *machine_oci(const char *uts);

#endif
