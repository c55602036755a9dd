/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_PLAN_H
#define SUPERVISOR_SPEC_SPEC_PLAN_H

#include "supervisor/base/arena.h"
#include "supervisor/base/passwd.h"
#include "supervisor/base/strv.h"
#include "supervisor/spec/spec_devices.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_mounts.h"
#include "supervisor/spec/spec_rights.h"

/* What config.json needs besides its input: decided before it is written. */
struct spec_plan {
	struct arena arena; /* has args and env */
	struct passwd_user user;
	struct strv args;
	struct strv env;
	struct spec_mounts mounts;
	const char *cwd;
	struct spec_seccomp seccomp;
	struct spec_devices devices;
};

/*
 * Fills the plan, which must be zero, from unit, image and root.  0 or -errno
 * after a log line; spec_plan_done() is to be called in both cases.
 */
int spec_plan_make(const struct spec_input *in, struct spec_plan *plan);
void spec_plan_done(struct spec_plan *plan);

/* Finds only the user and groups of the process; 0 or -errno after a log line.
 */
int spec_plan_user(const struct spec_input *in, struct passwd_user *user);

#endif
