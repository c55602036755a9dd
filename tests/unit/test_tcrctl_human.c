/* SPDX-License-Identifier: MIT */
/*
 * What tcrctl does to text: widths and cuts are those of a terminal, sizes fit
 * their columns.
 * Links: supervisor/units/text/kind.c
 * Links: supervisor/client/human.c supervisor/base/utf8.c init/fmt.c
 */
#include "supervisor/client/human.h"

#include "tests/unit/tap.h"

static void widths(void)
{
	const char *cjk = "\xe6\x97\xa5\xe6\x9c\xac";
	size_t used;

	is_int(human_width("abc", 3), 3, "letters are one column");
	is_int(human_width(cjk, 6), 4, "CJK two");
	is_int(human_width("e\xcc\x81", 3), 1, "what joins none");
	is_int(human_fit(cjk, 6, 3, &used), 3, "no half of a wide one");
	is_int(used, 2, "and the column is left");
	is_int(human_fit("abc", 3, 10, &used), 3, "all of what fits");
	is_int(used, 3, "in its columns");
	is_int(human_fit("abc", 3, 0, NULL), 0, "nothing fits in nothing");
	is_int(human_fit("e\xcc\x81x", 4, 1, NULL), 3, "an accent stays on");
}

static void duration(int64_t ms, const char *want)
{
	char out[HUMAN_SHORT];

	human_duration(out, ms);
	is_str(out, want, "duration");
}

static void seconds(int64_t ms, int digits, const char *want)
{
	char out[HUMAN_SHORT];

	human_seconds(out, ms, digits);
	is_str(out, want, "seconds");
}

static void bytes(uint64_t n, const char *want)
{
	char out[HUMAN_SHORT];

	human_bytes(out, n);
	is_str(out, want, "bytes");
}

static void numbers(void)
{
	duration(-5, "0s");
	duration(999, "0s");
	duration(59999, "59s");
	duration(60000, "1m00s");
	duration(3599999, "59m59s");
	duration(11531000, "3h12m");
	duration(86400000, "1d0h");
	duration(8640000000 - 1, "99d23h");
	duration(8640000000, "100d");
	duration(INT64_MAX, "106751991167d");
	seconds(4812, 3, "4.812s");
	seconds(12450, 1, "12.4s");
	seconds(4812, 0, "4s");
	seconds(1005, 3, "1.005s");
	seconds(-1, 1, "0.0s");
	bytes(0, "0B");
	bytes(1023, "1023B");
	bytes(1024, "1.0K");
	bytes(4404019, "4.1M");
	bytes(18 << 20, "18M");
	bytes((10 << 20) - 1, "9.9M");
	bytes(UINT64_MAX, "15E");
	is_int(human_number("0", 1, 9), 0, "a number");
	is_int(human_number("", 0, 9), -1, "nothing is no number");
	is_int(human_number("10", 2, 9), -1, "one too large");
	is_int(human_number("-1", 2, 9), -1, "a sign is no digit");
	is_int(human_number("99999999999999999999", 20, INT64_MAX), -1,
		"nor is what overflows");
	ok(human_number("9223372036854775807", 19, INT64_MAX) == INT64_MAX,
		"the largest");
}

static bool unit(const char *name)
{
	return human_is_unit(name, strlen(name));
}

static bool means(const char *wrote, const char *name)
{
	return human_means_unit(wrote, name, strlen(name));
}

static void names(void)
{
	char name[80];

	ok(unit("web") && unit("web.container") && unit("tcr0.network") &&
			unit("eth0.uplink") && unit("tcr-dns.service") &&
			unit("a@b_1.x"),
		"names of units");
	ok(!unit("") && !unit("../x") && !unit("a b") && !unit("-f") &&
			!unit(".container") && !unit("a\n") &&
			!unit("\xc3\xa4"),
		"what is no name");
	memset(name, 'a', sizeof(name));
	memcpy(name + 63, ".container", 11);
	ok(unit(name), "63 characters and a suffix");
	memset(name, 'a', sizeof(name));
	memcpy(name + 64, ".container", 11);
	ok(!unit(name), "64 are too many");
	ok(means("web", "web.container"), "web is web.container");
	ok(means("web.container", "web.container"), "written out, too");
	ok(means("tcr0", "tcr0.network"), "whatever the suffix");
	ok(!means("web.network", "web.container"), "not another suffix");
	ok(!means("we", "web.container"), "not a part");
	ok(!means("web.", "web.container"), "not a bit more");
	ok(!means("", ".container"), "not nothing");
}

int main(void)
{
	widths();
	numbers();
	names();
	return done_testing();
}
