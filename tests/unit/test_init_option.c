/* SPDX-License-Identifier: MIT */
/*
 * Words of the kernel's command line.
 * Links: init/option.c init/io.c init/fmt.c
 */
#include "init/option.h"
#include "tests/unit/tap.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

static void given(const char *line, size_t len)
{
	char path[] = "/tmp/test-option-XXXXXX";
	int fd = mkstemp(path);

	ok(write(fd, line, len) == (ssize_t)len, "a command line");
	option_init(path);
	unlink(path);
	close(fd);
}

int main(void)
{
	static const char line[] =
		"console=ttyS0,115200 root=/dev/a quiet  tcr.shell "
		"root=/dev/b tcr.shell=hvc0 x=\"a root=/no b\" rooted=1 "
		"tcr.log=\n";
	static char many[5000];

	is_str(option_get("root"), NULL, "nothing before it is read");
	given(line, sizeof(line) - 1);
	is_str(option_get("root"), "/dev/b", "the last one counts");
	is_str(option_nth("root", 0), "/dev/a", "the first is there");
	is_str(option_nth("root", 2), NULL, "quoted words are no words");
	is_str(option_get("quiet"), "", "a word without value");
	is_str(option_get("tcr.log"), "", "a word with an empty one");
	is_str(option_nth("tcr.shell", 0), "", "two shells: one");
	is_str(option_nth("tcr.shell", 1), "hvc0", "and another");
	is_str(option_nth("tcr.shell", 2), NULL, "and no more");
	is_str(option_get("tcr"), NULL, "a beginning is no word");
	is_str(option_get("roo"), NULL, "nor is this");
	given("", 0);
	is_str(option_get("root"), NULL, "an empty line");
	given("a", 1);
	is_str(option_get("a"), "", "one letter, no newline");
	memset(many, 'a', sizeof(many));
	given(many, sizeof(many));
	is_str(option_get("a"), NULL, "a line too long is none");
	option_init("/nonexistent");
	is_str(option_get("a"), NULL, "nor is one that is not there");
	is_int(option_number("30", 5), 30, "a number");
	is_int(option_number("30s", 5), 30, "leading digits");
	is_int(option_number("-1", 5), 5, "not negative");
	is_int(option_number("", 5), 5, "not empty");
	is_int(option_number(NULL, 5), 5, "not there");
	ok(option_number("99999999999999999999999999", 5) > 1000000000,
		"a huge one does not wrap");
	ok(option_number("9223372036854775807", 5) < INT64_MAX / 1000 - 1000000,
		"nor does it as milliseconds from now");
	return done_testing();
}
