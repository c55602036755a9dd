/* SPDX-License-Identifier: MIT */
/*
 * How a device's memory is shared out: always a reserve, never all to one.
 *
 * Links: supervisor/spec/memory.c init/io.c init/text.c init/fmt.c
 */
#include "supervisor/spec/memory.h"
#include "supervisor/units/rights.h"
#include "tests/unit/tap.h"

#define MIB (INT64_C(1) << 20)

static void of_what_is_free(void)
{
	const struct rights_amount unset = {0};

	is_int(memory_container(), 444 * MIB, "on the build machine: of 1 GiB");
	for (int64_t free = 0; free < 8192 * MIB; free += MIB / 2) {
		int64_t all, one;

		memory_init(unset, free);
		all = memory_containers();
		one = memory_container();
		if (all < 0 || all > free || one > all / 2 ||
			(int64_t)memory_tmpfs(one) > one / 2 ||
			(free > 24 * MIB &&
				(all < free / 3 || free - all < 8 * MIB)))
			ok(false, "the parts are within the whole");
	}
	memory_init(unset, 60 * MIB);
	is_int(memory_containers(), 44 * MIB, "an eighth and 8 MiB are kept");
	is_int(memory_container(), 22 * MIB, "a container has half");
	is_int((int64_t)memory_tmpfs(22 * MIB), 11 * MIB,
		"its files half of it");
	is_int((int64_t)memory_tmpfs(MEMORY_NO_LIMIT), 30 * MIB,
		"without a limit half of what was free");
	is_int(memory_terminals(), 6, "terminals fit the reserve");
	memory_init(unset, 10 * MIB);
	is_int(memory_containers(), 4 * MIB, "a small device: half");
	is_int(memory_terminals(), 3, "and three terminals");
	memory_init(unset, 8192 * MIB);
	is_int((int64_t)memory_tmpfs(memory_container()), 64 * MIB,
		"files in memory: 64 MiB at most");
}

static void as_said(void)
{
	const struct rights_amount bytes = {AMOUNT_NUMBER, 7 << 20};
	const struct rights_amount none = {.kind = AMOUNT_INFINITE};
	const struct rights_amount tenth = {AMOUNT_SHARE, 1000};

	memory_init(bytes, 60 * MIB);
	is_int(memory_containers(), 7 * MIB, "ContainersMemoryMax= in bytes");
	memory_init(none, 60 * MIB);
	ok(memory_containers() == MEMORY_NO_LIMIT &&
			memory_container() == MEMORY_NO_LIMIT,
		"infinity: no limit, for none");
	is_int((int64_t)memory_tmpfs(memory_container()), 30 * MIB,
		"but files in memory have one");
	memory_init(tenth, 60 * MIB);
	is_int(memory_containers(),
		(int64_t)(memory_device() / 10000 * 1000 +
			  memory_device() % 10000 * 1000 / 10000),
		"a percentage is of the device's memory");
	ok(memory_available() > 0 &&
			memory_available() < (int64_t)memory_device(),
		"what is free is less than all");
}

int main(void)
{
	of_what_is_free();
	as_said();
	return done_testing();
}
