/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_PRESENT_H
#define SUPERVISOR_VERIFY_PRESENT_H

#include "supervisor/client/doc.h"
#include "supervisor/units/conf.h"

#include <stdbool.h>

/* The units of this device: what their files say, and what they do now. */
struct present {
	struct conf conf; /* as tcrd would load it now; texts are kept */
	struct doc doc;
};

/*
 * Gets the status document of tcrd and loads the unit files as tcrd does; what
 * it has to say of them is not printed.  The units are valid until the program
 * ends.  0, or an exit code after a message.
 */
int present_load(struct present *p);

/* The unit in the status document; false: tcrd does not know it. */
bool present_find(
	struct present *p, const struct unit_file *file, struct doc_unit *unit);

/*
 * Says that no unit of these has the name, and which one may be meant: an exit
 * code.
 */
int present_no_unit(const struct conf *conf, const char *name);

#endif
