/* SPDX-License-Identifier: MIT */
/*
 * Text of others is made fit to be shown: nothing that steers a terminal gets
 * through, what can be read stays.
 * Links: supervisor/base/utf8.c init/fmt.c
 */
#include "supervisor/base/utf8.h"

#include "tests/unit/tap.h"

static void clean(
	const char *from, size_t len, const char *want, const char *claim)
{
	char text[256];

	memcpy(text, from, len);
	text[utf8_clean(text, len)] = 0;
	is_str(text, want, claim);
}

#define CLEAN(from, want, claim) clean(from, sizeof(from) - 1, want, claim)

static void cleaning(void)
{
	char all[256];
	bool safe = true;

	CLEAN("plain \xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x98\x80",
		"plain \xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x98\x80",
		"letters of all kinds stay");
	CLEAN("a\tb", "a\tb", "a tab stays");
	CLEAN("\x1b[2J\x1b]0;title\x07", "?[2J?]0;title?", "no escape");
	CLEAN("a\0b\rc\nd\x7f", "a?b?c?d?", "no control byte");
	CLEAN("\xc2\x9b"
	      "31m",
		"?31m", "no C1 control in UTF-8");
	CLEAN("\x9b"
	      "31m",
		"?31m", "nor as a byte");
	CLEAN("\xe2\x80\xae"
	      "gpj.exe",
		"?gpj.exe", "no change of direction");
	CLEAN("\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\xa8", "???",
		"no isolates, no line separator");
	CLEAN("\xff\xc0\xaf\xed\xa0\x80\xf5", "???????",
		"no UTF-8, no such character");
	CLEAN("\xe6\x97", "??", "half a character is none");
	CLEAN("", "", "nothing is nothing");
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			char pair[] = {(char)a, (char)b};
			size_t n = utf8_clean(pair, 2);

			memcpy(all, pair, n);
			for (size_t i = 0; i < n; i++)
				safe &= (unsigned char)all[i] >= ' '
						? all[i] != 0x7f
						: all[i] == '\t';
			if (n == 2 && (unsigned char)all[0] == 0xc2)
				safe &= (unsigned char)all[1] >= 0xa0;
		}
	}
	ok(safe, "no two bytes make a control character");
}

/* Each code point there is, alone. */
static void code_points(void)
{
	unsigned kept = 0, wrong = 0;

	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool obeyed = (c < ' ' && c != '\t') ||
			      (c >= 0x7f && c < 0xa0) || c == 0x61c ||
			      c == 0x200e || c == 0x200f ||
			      (c >= 0x2028 && c <= 0x202e) ||
			      (c >= 0x2066 && c <= 0x206f) || c == 0xfeff ||
			      (c >= 0xfff9 && c <= 0xfffb) ||
			      (c >= 0xe0000 && c <= 0xe007f);
		char text[4], was[4];
		size_t n = utf8_put(text, c), after;

		if (n == 0)
			continue;
		memcpy(was, text, n);
		after = utf8_clean(text, n);
		if (obeyed)
			wrong += after != 1 || text[0] != '?';
		else
			wrong += after != n || memcmp(text, was, n) != 0;
		kept += !obeyed;
	}
	is_int(wrong, 0, "what a terminal obeys is '?', all else as it was");
	ok(kept > 1000000, "and that is nearly all there is");
}

int main(void)
{
	cleaning();
	code_points();
	return done_testing();
}
