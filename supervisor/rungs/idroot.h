/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_IDROOT_H
#define SUPERVISOR_RUNGS_IDROOT_H

#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/unit_file.h"

/*
 * Mounts a container's root, over lower and base (see image_root_up()), with
 * the ids of its user namespace (ns NULL: it has the device's).  limit_bytes
 * bounds what is written to it.  For tasks; 0 or -errno after a log line.
 */
int idroot_up(const struct unit_file *unit, const struct userns *ns,
	const char *lower, const char *base, const char *rw, const char *root,
	uint64_t limit_bytes);
int idroot_down(const char *unit);

/*
 * If there is a base, sets lower to a folder that shows both with their own
 * ids.
 */
int idroot_merge(
	const struct unit_file *unit, const char *base, char lower[PATH_MAX]);

/*
 * Sets the sysctls of the unit's network namespace.  tcrd has to do it if that
 * namespace is made before the user namespace: nobody inside may.
 */
int idroot_sysctls(const struct spec_input *in);

#endif
