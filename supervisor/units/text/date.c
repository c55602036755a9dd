/* SPDX-License-Identifier: MIT */
/* Converts between dates and seconds since 1970-01-01. */
#include "supervisor/units/text/date.h"

#include "init/fmt.h"
#include "init/text.h"

#include <stdbool.h>
#include <string.h>

#define DAY_S    86400
#define YEAR_MAX 9999

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_of_month(int year, int month)
{
	if (month == 2)
		return is_leap(year) ? 29 : 28;
	/* Until July the odd months have 31 days, then the even ones. */
	return 30 + ((month + month / 8) & 1);
}

int date_first_day(int year)
{
	int past = year - 1;

	return (year - 1970) * 365 + (past / 4 - past / 100 + past / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
}

void date_write(char out[DATE_TEXT], int64_t seconds)
{
	int64_t day = seconds / DAY_S;
	int second = (int)(seconds % DAY_S);
	int year = 1970, month = 1;

	if (seconds < 0 || day >= date_first_day(YEAR_MAX + 1)) {
		memcpy(out, "?", 2);
		return;
	}
	year += (int)day / 366; /* the year of the day, or the one before */
	while (date_first_day(year + 1) <= day)
		year++;
	day -= date_first_day(year);
	for (; day >= date_days_of_month(year, month); month++)
		day -= date_days_of_month(year, month);
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
	if (n[1] > 12)
		return -1;
	seconds = date_first_day((int)n[0]) + n[2] - 1;
	for (int month = 1; month < n[1]; month++)
		seconds += date_days_of_month((int)n[0], month);
	seconds = ((seconds * 24 + n[3]) * 60 + n[4]) * 60 + n[5];
	date_write(again, seconds);
	return memcmp(again, text, len) == 0 ? seconds : -1;
}
