/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_NETWORK_H
#define SUPERVISOR_UNITS_LOAD_LOAD_NETWORK_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/subnets.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Networks across unit files, which are sorted by name.  What is wrong goes to
 * a unit's report and makes it a bad one.
 *
 * Each good network gets a subnet, each container and pod an address in each of
 * its networks.  What a file says has precedence; then what was given before
 * and is still free (saved: RUN/units, or NULL); then what is free.  builtin is
 * what tcr0.network is.  0 or -ENOMEM.
 */
int load_network_link(struct draft *files, size_t count, const char *saved,
	const struct unit_bridge *builtin);

/* True if a good unit has an end on the built-in network. */
bool load_network_needs_builtin(const struct draft *files, size_t count);

/* What load_network_link() reads back, for RUN/units/NAME/address; its length.
 */
int load_network_text(
	const struct unit_file *unit, char text[SUBNETS_TEXT_MAX]);

#endif
