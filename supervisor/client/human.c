/* SPDX-License-Identifier: MIT */
/*
 * Text for people: widths on a terminal, times, sizes, names of units.  Pure.
 *
 * Much of what tcrctl shows was written by a container, which must not be able
 * to control the user's terminal.  The callers clean such text before they
 * measure it (doc_print(), utf8_clean()).
 */
#include "supervisor/client/human.h"

#include "init/fmt.h"
#include "supervisor/base/utf8.h"
#include "supervisor/units/text/kind.h"

#include <string.h>

struct span {
	uint32_t first, last;
};

static bool within(uint32_t code, const struct span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code >= spans[i].first && code <= spans[i].last)
			return true;
	return false;
}

/* As terminals show it: combining characters take none, CJK takes two. */
static size_t columns_of(uint32_t code)
{
	static const struct span none[] = {
		{0x0300, 0x036f},
		{0x200b, 0x200d},
		{0x20d0, 0x20ff},
		{0xfe00, 0xfe0f},
		{0xfeff, 0xfeff},
	};
	static const struct span two[] = {
		{0x1100, 0x115f},
		{0x2e80, 0xa4cf},
		{0xac00, 0xd7a3},
		{0xf900, 0xfaff},
		{0xfe30, 0xfe6f},
		{0xff00, 0xff60},
		{0xffe0, 0xffe6},
		{0x1f300, 0x1faff},
		{0x20000, 0x3fffd},
	};

	if (code < 0x300)
		return 1;
	if (within(code, none, sizeof(none) / sizeof(*none)))
		return 0;
	return within(code, two, sizeof(two) / sizeof(*two)) ? 2 : 1;
}

size_t human_fit(const char *text, size_t len, size_t columns, size_t *used)
{
	size_t width = 0, i = 0;

	while (i < len) {
		size_t n = utf8_len(text + i, len - i);
		size_t w = n ? columns_of(utf8_code(text + i, n)) : 1;

		if (width + w > columns)
			break;
		width += w;
		i += n ? n : 1;
	}
	if (used)
		*used = width;
	return i;
}

size_t human_width(const char *text, size_t len)
{
	size_t width;

	(void)human_fit(text, len, SIZE_MAX, &width);
	return width;
}

void human_duration(char out[HUMAN_SHORT], int64_t ms)
{
	long long s = ms > 0 ? ms / 1000 : 0;

	if (s < 60)
		(void)fmt_print(out, HUMAN_SHORT, "%llds", s);
	else if (s < 3600)
		(void)fmt_print(
			out, HUMAN_SHORT, "%lldm%02llds", s / 60, s % 60);
	else if (s < 86400)
		(void)fmt_print(out, HUMAN_SHORT, "%lldh%02lldm", s / 3600,
			s / 60 % 60);
	else if (s < 86400 * 100LL)
		(void)fmt_print(out, HUMAN_SHORT, "%lldd%lldh", s / 86400,
			s / 3600 % 24);
	else
		(void)fmt_print(out, HUMAN_SHORT, "%lldd", s / 86400);
}

void human_seconds(char out[HUMAN_SHORT], int64_t ms, int digits)
{
	static const int unit[] = {1000, 100, 10, 1};
	long long s = ms > 0 ? ms / 1000 : 0;
	int rest = ms > 0 ? (int)(ms % 1000) / unit[digits] : 0;

	if (digits == 0)
		(void)fmt_print(out, HUMAN_SHORT, "%llds", s);
	else
		(void)fmt_print(
			out, HUMAN_SHORT, "%lld.%0*ds", s, digits, rest);
}

void human_wait(char out[HUMAN_SHORT], int64_t ms)
{
	if (ms < 60000)
		human_seconds(out, ms, 1);
	else
		human_duration(out, ms);
}

void human_bytes(char out[HUMAN_SHORT], uint64_t bytes)
{
	const char *unit = "BKMGTPE";
	unsigned tenths = 0;

	while (bytes >= 1024) {
		tenths = (unsigned)(bytes % 1024 * 10 / 1024);
		bytes /= 1024;
		unit++;
	}
	if (bytes < 10 && *unit != 'B')
		(void)fmt_print(out, HUMAN_SHORT, "%u.%u%c", (unsigned)bytes,
			tenths, *unit);
	else
		(void)fmt_print(
			out, HUMAN_SHORT, "%u%c", (unsigned)bytes, *unit);
}

int64_t human_number(const char *text, size_t len, int64_t max)
{
	int64_t n = 0;

	if (len == 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9' ||
			__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, text[i] - '0', &n))
			return -1;
	}
	return n <= max ? n : -1;
}

bool human_is_unit(const char *name, size_t len)
{
	size_t stem = kind_stem(name, len);

	if (stem == 0 || stem > 63 || name[0] == '.' || name[0] == '-')
		return false;
	for (size_t i = 0; i < stem; i++) {
		char c = name[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && !memchr("-_.@:", c, 5))
			return false;
	}
	return true;
}

bool human_means_unit(const char *wrote, const char *unit, size_t len)
{
	size_t n = strlen(wrote);

	return (n == len || n == kind_stem(unit, len)) &&
	       memcmp(wrote, unit, n) == 0;
}
