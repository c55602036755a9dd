/* SPDX-License-Identifier: MIT */
/*
 * Entries of cron become calendar events, and what is none does not.
 * Links: supervisor/units/text/cron.c supervisor/units/text/calendar.c
 * Links: images/date.c init/text.c init/fmt.c
 */
#include "supervisor/units/text/cron.h"
#include "tests/unit/tap.h"

static void test_entry(const char *entry, const char *want)
{
	char out[80];

	if (cron_translate(entry, out, sizeof(out)) < 0)
		is_str(NULL, want, entry);
	else
		is_str(out, want, entry);
}

int main(void)
{
	test_entry("30 3 * * *", "*-*-* 3:30");
	test_entry("*/15 * * * *", "*-*-* *:0/15");
	test_entry("0 4 * * 1-5", "Mon..Fri *-*-* 4:0");
	test_entry("0 0 1,15 */3 *", "*-1/3-1,15 0:0");
	test_entry("0 0 * * 0,7", "Sun,Sun *-*-* 0:0");
	test_entry("0  4  *  * sat", "sat *-*-* 4:0");
	test_entry("5-55/10 8-18 * * *", "*-*-* 8..18:5..55/10");
	test_entry("@daily", "daily");
	/* Either day is enough for cron, which one event cannot say. */
	test_entry("0 4 1 * 1", NULL);
	test_entry("0 4 * * 5-1", NULL);
	test_entry("@reboot", NULL);
	test_entry("61 4 * * *", NULL);
	test_entry("0 4 * * * *", NULL);
	test_entry("0 4 * *", NULL);
	test_entry("*-*-* 04:00", NULL);
	test_entry("", NULL);
	return done_testing();
}
