/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_IDROOT_H
#define SUPERVISOR_RUNGS_IDROOT_H

#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/unit_file.h"

/*
 * A container's root for the ids of its user namespace (ns NULL: the device's).
 * What is written to it may have so many bytes.  For tasks; 0 or -errno after a
 * log line.
 */
int idroot_up(const struct unit_file *unit, const struct userns *ns,
	const char *lower, const char *rw, const char *root,
	uint64_t limit_bytes);
int idroot_down(const char *unit);

/*
 * Sets what the unit wants in its network namespace, if that is there before
 * its user namespace: from inside nobody may.
 */
int idroot_sysctls(const struct spec_input *in);

#endif
