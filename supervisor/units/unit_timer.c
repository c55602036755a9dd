/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unit_timer.h"

#include <stdlib.h>

void unit_timer_clear(struct unit_timer *t)
{
	for (size_t i = 0; i < t->count; i++)
		free(t->events[i].calendar);
	free(t->events);
	t->events = NULL;
	t->count = 0;
}
