/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_TIMER_H
#define SUPERVISOR_UNITS_UNIT_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct calendar;

/* The moment from which an event of a timer counts. */
enum timer_base {
	TIMER_BOOT,     /* the start of the kernel */
	TIMER_ACTIVE,   /* the start of the timer */
	TIMER_STARTED,  /* the last start of its unit */
	TIMER_STOPPED,  /* the last end of its unit */
	TIMER_CALENDAR, /* none: the event is a calendar time */
};

struct timer_event {
	enum timer_base base;
	int64_t ms;
	struct calendar *calendar; /* only for TIMER_CALENDAR */
};

#define TIMER_EVENTS_MAX 64

/* Keys of [Timer].  The unit that it starts is an edge (unit_file.h). */
struct unit_timer {
	struct timer_event *events;
	size_t count;
	int64_t random_ms; /* RandomizedDelaySec= */
	bool persistent;   /* events missed while the device was off count */
};

#endif
