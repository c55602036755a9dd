/* SPDX-License-Identifier: MIT */
/*
 * "times FROM": the times of units' first starts (life/times.h), one packet for
 * each unit from that number on, at most 64.  The first packet tells how many
 * there are, so that the client can ask again: what waits for a client that
 * does not read is bounded.
 */
#include "supervisor/serve/control_parts.h"

#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/life/state_file.h"
#include "supervisor/life/times.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/units/unit_name.h"

#include <string.h>

#define TIMES_MAX 384 /* bytes of a unit's packet */

static void put(char *text, size_t *len, const char *name, int64_t ms)
{
	int n = ms ? fmt_print(text + *len, TIMES_MAX - *len, " %s=%lld", name,
			     (long long)ms)
		   : 0;

	*len += n > 0 ? (size_t)n : 0; /* there is room for all */
}

static void tell(struct client *c, const struct unit *u)
{
	const struct times *t = &u->times;
	const char *how = times_end(t);
	char text[TIMES_MAX], end[24];
	size_t len;

	unit_name_full(u->file, text, sizeof(text));
	len = strlen(text);
	put(text, &len, "queued", t->at[TIMES_QUEUED]);
	put(text, &len, "clear", t->at[TIMES_CLEAR]);
	for (int i = 0; i < TIMES_RUNGS && i < u->policy.rungs; i++)
		put(text, &len, u->rungs[i].name, t->at[TIMES_RUNG + i]);
	put(text, &len, "ready", t->at[TIMES_READY]);
	if (how && fmt_print(end, sizeof(end), "ended-%s", how) > 0)
		put(text, &len, end, t->at[TIMES_ENDED]);
	control_answer(c, "note %s", text);
}

void control_times(struct client *c, const char *from)
{
	uint64_t first = text_digits(from, NULL, 10);
	struct state_device device;
	size_t count;
	const struct unit *units = manager_units(&count);

	state_file_device_load(&device);
	control_answer(c, "note tcrd units=%zu start=%lld boot=%lld", count,
		(long long)device.start_ms, (long long)manager_boot_ms());
	for (size_t i = 0; i < CONTROL_UNITS_MAX && first + i < count; i++)
		tell(c, &units[first + i]);
	control_answer(c, "ok");
}
