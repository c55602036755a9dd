/* SPDX-License-Identifier: MIT */
/* Converts between dates and seconds since 1970-01-01. */
#include "images/date.h"

#include "init/fmt.h"
#include "init/text.h"

#include <string.h>

#define DAY_S    86400
#define YEAR_MAX 9999

/*
 * Years are counted from March to February, so that a leap day is the last day
 * of its year; 719468 days went by from 1 March of the year 0 to 1970-01-01.
 */
int date_day(int year, int month, int day)
{
	int y = month > 2 ? year : year - 1;
	int m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day -
	       719469;
}

void date_write(char out[DATE_TEXT], int64_t seconds)
{
	int64_t day = seconds / DAY_S;
	int second = (int)(seconds % DAY_S);
	int year = 1970, month = 1;

	if (seconds < 0 || day >= date_day(YEAR_MAX + 1, 1, 1)) {
		memcpy(out, "?", 2);
		return;
	}
	year += (int)day / 366; /* the year of the day, or the one before */
	while (date_day(year + 1, 1, 1) <= day)
		year++;
	while (date_day(year, month + 1, 1) <= day)
		month++;
	day -= date_day(year, month, 1);
	(void)fmt_print(out, DATE_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", year,
		month, (int)day + 1, second / 3600, second / 60 % 60,
		second % 60);
}

int64_t date_read(const char *text, size_t len)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	static const uint8_t at[] = {0, 5, 8, 11, 14, 17};
	char again[DATE_TEXT] = "";
	int64_t n[6], seconds;

	if (len != sizeof(form) - 1)
		return -1;
	for (size_t i = 0; i < len; i++)
		if (form[i] != '0' && text[i] != form[i])
			return -1;
	for (size_t i = 0; i < 6; i++)
		n[i] = (int64_t)text_digits(text + at[i], NULL, 10);
	seconds = date_day((int)n[0], (int)n[1], (int)n[2]);
	seconds = ((seconds * 24 + n[3]) * 60 + n[4]) * 60 + n[5];
	date_write(again, seconds);
	return memcmp(again, text, len) == 0 ? seconds : -1;
}
