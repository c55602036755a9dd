/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_DATE_H
#define IMAGES_DATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dates of the Gregorian calendar in UTC, from 1970 to 9999.  gmtime(3) and
 * timegm(3) would make the program larger, and timegm(3) accepts dates that do
 * not exist.
 */

/* The number of days from 1970-01-01 to this day.  Month 13 is the next year's
 * January. */
int date_day(int year, int month, int day);

#define DATE_TEXT 24

/* Writes seconds since 1970-01-01 00:00:00 UTC as "2026-11-23T14:02:11Z" (RFC
 * 3339); "?" if out of range. */
void date_write(char out[DATE_TEXT], int64_t seconds);
/* Reads a text of exactly that form; -1 for anything else. */
int64_t date_read(const char *text, size_t len);

#endif
