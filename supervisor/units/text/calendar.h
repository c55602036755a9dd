/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_CALENDAR_H
#define SUPERVISOR_UNITS_TEXT_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_YEAR_MIN 1970
#define CALENDAR_YEAR_MAX 2199

/*
 * A calendar event, the value of OnCalendar=.  Each field is a set; bit 0 is
 * the least value of the component: January of months, 1970 of years.
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
 * Parses a calendar event as in systemd.time(7), "Mon..Fri *-*-1/7 12:00" or
 * "daily".  Times are UTC, with or without " UTC" at the end; other time zones
 * and fractions of seconds are refused, and so is an event that never happens,
 * "02-30".  Returns 0, or -EINVAL with *why set and *out unchanged.
 */
int calendar_parse(const char *text, struct calendar *out, const char **why);

/*
 * The first second after after_s that matches, both counted from 1970-01-01
 * 00:00:00 UTC; -1: there is none until the end of 2199.
 */
int64_t calendar_next(const struct calendar *c, int64_t after_s);

#endif
