/* SPDX-License-Identifier: MIT */
/* Setters of [Timer]: each assignment adds an event. */
#include "supervisor/units/keys/set_timer.h"

#include "init/fmt.h"
#include "supervisor/units/text/calendar.h"
#include "supervisor/units/text/cron.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_timer.h"

#include <errno.h>
#include <string.h>

static int add(struct draft *u, const struct timer_event *event)
{
	struct unit_timer *t = &u->unit.conf.timer;
	struct timer_event *grown;

	if (t->count == TIMER_EVENTS_MAX)
		return draft_refuse(u, "more than 64 events");
	grown = arena_grow(&u->unit.arena, t->events, t->count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	t->events = grown;
	grown[t->count++] = *event;
	return 0;
}

SET_FUNCTION(set_timer_span)
{
	struct timer_event event = {.base = (enum timer_base)row->field};

	(void)at;
	if (!value) { /* as in systemd: removes the events of all keys */
		u->unit.conf.timer.count = 0;
		return 0;
	}
	event.ms = value_duration(value);
	if (event.ms < 0 || event.ms == VALUE_FOREVER)
		return -EINVAL;
	return add(u, &event);
}

/* Explains a value that is not a calendar event but may be one of cron. */
static int explain_cron(struct draft *u, const char *value)
{
	static char why[96]; /* the caller reports it before the next call */
	char event[64];

	if (cron_translate(value, event, sizeof(event)) == 0 &&
		fmt_print(why, sizeof(why), "cron's syntax; write \"%s\"",
			event) > 0)
		u->why = why;
	return -EINVAL;
}

SET_FUNCTION(set_timer_calendar)
{
	struct timer_event event = {.base = TIMER_CALENDAR};
	struct calendar calendar;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		u->unit.conf.timer.count = 0;
		return 0;
	}
	rc = calendar_parse(value, &calendar, &u->why);
	if (rc < 0)
		return explain_cron(u, value);
	event.calendar = arena_alloc(&u->unit.arena, sizeof(calendar));
	if (!event.calendar)
		return -ENOMEM;
	*event.calendar = calendar;
	return add(u, &event);
}

SET_FUNCTION(set_timer_unit)
{
	/* The last assignment counts. */
	int rc = set_dependency(u, row, NULL, at);

	return rc < 0 || !value ? rc : set_dependency(u, row, value, at);
}

SET_FUNCTION(set_timer_ignored)
{
	(void)u;
	(void)row;
	(void)at;
	return value && value_duration(value) < 0 ? -EINVAL : 0;
}

int set_timer_end(struct draft *u)
{
	char name[UNIT_NAME_MAX + 16];

	if (u->unit.conf.timer.count == 0 && !u->report.failed)
		report_error(&u->report, 0,
			"no event in [Timer] (OnCalendar=, OnBootSec=, ...)");
	for (size_t i = 0; i < u->dep_count; i++)
		if (u->deps[i].relation == RELATION_TRIGGERS)
			return 0;
	if (fmt_print(name, sizeof(name), "%s.container", u->stem) < 0)
		return 0; /* the long name has been refused */
	return draft_add_dep(u, RELATION_TRIGGERS, name, 0) == -ENOMEM ? -ENOMEM
								       : 0;
}
