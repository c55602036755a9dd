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
 * Addresses of networks, containers and pods.  Unit files are sorted by name.
 * An error goes to the report of its unit, which is bad then.
 *
 * Each good network gets its subnets, each good container and pod an address in
 * each subnet of its networks: the one that its file sets, else the one that it
 * had before, if that is still free (saved: RUN/units, or NULL), else a free
 * one. builtin is tcr0.network.  0 or -ENOMEM.
 */
int load_network_link(struct draft *files, size_t count, const char *saved,
	const struct unit_bridge *builtin);

/* Whether a good unit is on the built-in network. */
bool load_network_needs_builtin(const struct draft *files, size_t count);

/*
 * Writes the addresses of a unit for RUN/units/NAME/address, from which
 * load_network_link() reads them.  Returns the length.
 */
int load_network_text(
	const struct unit_file *unit, char text[SUBNETS_TEXT_MAX]);

#endif
