/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_RIGHTS_H
#define SUPERVISOR_SPEC_SPEC_RIGHTS_H

#include "supervisor/base/json.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/unit_file.h"

/* The filter of system calls; at most one of the two is set.  The owner of the
 * struct frees them. */
struct spec_seccomp {
	char *program; /* a BPF program in base64, or NULL */
	char *profile; /* a profile in OCI's JSON, or NULL */
};

/* The capabilities of the container's process, one bit for each. */
uint64_t spec_rights_capabilities(const struct unit_conf *c, bool root);

/* Writes "capabilities", "noNewPrivileges" and "apparmorProfile". */
void spec_rights_put(struct json *j, const struct spec_input *in, bool root);

/* Writes each NAME=VALUE as a member of the open object. */
void spec_rights_put_pairs(struct json *j, const struct strv *pairs);

/* Adds the sysctls (NAME=VALUE) of the network namespace; 0 or -ENOMEM. */
int spec_rights_network(
	const struct spec_input *in, struct arena *arena, struct strv *list);

/* Writes "sysctl", "maskedPaths", "readonlyPaths", "seccomp" of "linux". */
void spec_rights_put_linux(struct json *j, const struct spec_input *in,
	const struct spec_seccomp *s);

/* Reads the filter of system calls; 0 or -errno after a log line. */
int spec_rights_seccomp(const struct spec_input *in, struct spec_seccomp *s);

/* -EOPNOTSUPP after a log line if the kernel cannot keep AppArmor=, else 0. */
int spec_rights_apparmor(const struct spec_input *in);

#endif
