/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LOOK_H
#define SUPERVISOR_CLIENT_LOOK_H

#include "supervisor/client/doc.h"

#include <stdbool.h>
#include <stddef.h>

/* What a state looks like, and what it means for whoever asks. */
struct look {
	const char *state;
	char symbol;
	const char *colour; /* of SGR; NULL: none */
	bool up;            /* running, or active without a process */
	bool explained;     /* the cause says more than the description */
};

/* Of a unit's state; one that is not known has symbol '?'. */
const struct look *look_of(struct doc_text state);
/* The same, marked if it is up with other files than it should be. */
const struct look *look_of_unit(const struct doc_unit *unit);

/* The name to show: "web" for web.container, all of it for others. */
size_t look_name(struct doc_text unit, char *out, size_t size);

/* Memory of the unit's cgroup in bytes; -1 if that cannot be read. */
int64_t look_memory(const struct doc_unit *unit);

#endif
