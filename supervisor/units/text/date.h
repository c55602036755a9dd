/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_DATE_H
#define SUPERVISOR_UNITS_TEXT_DATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Gregorian dates in UTC, from 1970 on, of years with four digits.  Days are
 * counted from 1970-01-01.  gmtime(3) and timegm(3) are larger and take any
 * nonsense.
 */

/* 28 to 31; months are 1 to 12. */
int date_days_of_month(int year, int month);
/* The day of 1 January. */
int date_first_day(int year);

#define DATE_TEXT 24

/* Seconds of the epoch as "2026-11-23T14:02:11Z"; "?" if out of range. */
void date_write(char out[DATE_TEXT], int64_t seconds);
/* The other way; -1 when text is not exactly that. */
int64_t date_read(const char *text, size_t len);

#endif
