/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_BUILTIN_H
#define SUPERVISOR_UNITS_LOAD_BUILTIN_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <stddef.h>

/*
 * The units that no file makes and that networks need: tcr0.network, when a
 * container is in it; tcr-dns and the firewall, when there is any network.
 */
struct builtins {
	size_t count;               /* they are the first ones of all */
	int network, dns, firewall; /* which one; -1: not needed */
};

/* What tcr0.network is. */
struct unit_bridge builtin_bridge(void);

struct builtins builtin_needed(const struct draft *files, size_t count);

/* Makes them, where they stay.  0 or -ENOMEM. */
int builtin_add(const struct builtins *b, struct unit_file *units);

/*
 * Gives the good units their edges to them, and tcr-dns its to the networks;
 * place[i] is where files[i] ends up.  0 or -ENOMEM.
 */
int builtin_edges(const struct builtins *b, struct unit_file *units,
	struct draft *files, size_t count, const unsigned *place);

#endif
