/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_CALENDAR_H
#define SUPERVISOR_UNITS_TEXT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_YEAR_MIN 1970
#define CALENDAR_YEAR_MAX 2199

/*
 * A calendar event, the value of OnCalendar=.  Bit n of a set is the n-th value
 * that its component can have: bit 0 of months is January, of years 1970.
 */
struct calendar {
	uint64_t years[4];
	uint64_t months;
	uint64_t days; /* bit 0 is the 1st or, if from_end, the last day */
	uint64_t hours;
	uint64_t minutes;
	uint64_t seconds;
	uint8_t weekdays; /* bit 0 is Monday */
	bool from_end;    /* "~": days count from the end of the month */
};

/*
 * Reads systemd.time(7)'s CALENDAR EVENTS, "Mon..Fri *-*-1/7 12:00", and its
 * words, "daily".  Times are UTC, which may be said (" UTC"): no other time
 * zone is known, nor fractions of seconds.  Refuses what never comes, "02-30",
 * too. Returns 0, or -EINVAL with *why set and *out as it was.
 */
int calendar_parse(const char *text, struct calendar *out, const char **why);

/*
 * The first matching second after after_s, both seconds since 1970-01-01
 * 00:00:00 UTC; -1: there is none until the end of 2199.
 */
int64_t calendar_next(const struct calendar *c, int64_t after_s);

#endif
