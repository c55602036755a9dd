/* SPDX-License-Identifier: MIT */
/*
 * Fields of fstab and of the mounts file; tcrd's backoff.
 * Links: init/board.c init/child.c init/option.c init/io.c init/fmt.c
 * Links: init/log.c
 */
#include "init/board.h"
#include "init/child.h"
#include "tests/unit/tap.h"

static void backoff(void)
{
	static const int want[] = {
		100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000};
	int delay = 0;

	for (int i = 0; i < 9; i++) {
		delay = child_backoff_ms(9999, delay);
		is_int(delay, want[i], "after a short run");
	}
	delay = child_backoff_ms(10000, delay);
	is_int(delay, 0, "after a long run at once");
	is_int(child_backoff_ms(0, delay), 100, "then from the beginning");
}

int main(void)
{
	char line[] = " \t/dev/a\t /with\\040blank  ty\\134pe \\04 \\400\\x\n";
	char *rest = line;
	char empty[] = "";

	is_str(board_field(&rest), "/dev/a", "leading blanks");
	is_str(board_field(&rest), "/with blank", "an escaped blank");
	is_str(board_field(&rest), "ty\\pe", "an escaped backslash");
	is_str(board_field(&rest), "\\04", "two digits are no escape");
	is_str(board_field(&rest), "", "more than a byte: its low bits, NUL");
	is_str(board_field(&rest), "", "the end");
	is_str(board_field(&rest), "", "is the end");
	rest = empty;
	is_str(board_field(&rest), "", "an empty line");
	is_int(*rest, 0, "stays one");
	rest = line + sizeof(line) - 1;
	is_str(board_field(&rest), "", "at the very end");
	backoff();
	return done_testing();
}
