/* SPDX-License-Identifier: MIT */
/*
 * Names of kernel images, and the order in which the boot loader tries them.
 * Links: images/slot/names.c init/fmt.c
 */
#include "images/slot/names.h"
#include "tests/unit/tap.h"

#include <stddef.h>

static void test_good(void)
{
	static const struct {
		const char *file;
		struct slot_name name;
	} names[] = {
		{"tcr-1-a.efi", {1, 0, true, 0, 0}},
		{"tcr-0-b.efi", {0, 1, true, 0, 0}},
		{"tcr-999999999-b+3.efi", {999999999, 1, false, 3, 0}},
		{"tcr-12-a+2-1.efi", {12, 0, false, 2, 1}},
		{"tcr-12-a+0-3.efi", {12, 0, false, 0, 3}},
		{"tcr-12-a+0.efi", {12, 0, false, 0, 0}},
		{"tcr-7-b+999999999-999999999.efi",
			{7, 1, false, 999999999, 999999999}},
	};
	char again[SLOT_NAME_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct slot_name *want = &names[i].name;
		struct slot_name n;

		ok(slot_name_parse(names[i].file, &n), "%s is a name",
			names[i].file);
		ok(n.serial == want->serial && n.slot == want->slot &&
				n.good == want->good && n.left == want->left &&
				n.done == want->done,
			"... and says what it should");
		slot_name_write(&n, again);
		is_str(again, names[i].file, "... and is written so");
	}
}

static void test_bad(void)
{
	static const char *const files[] = {"", "tcr-", "tcr-1", "tcr-1-",
		"tcr-1-a", "tcr-1-a.ef", "tcr-1-a.efi ", " tcr-1-a.efi",
		"tcr-1-c.efi", "tcr-1-ab.efi", "tcr--a.efi", "tcr-x-a.efi",
		"tcr-01-a.efi", "tcr-00-a.efi", "tcr-1000000000-a.efi",
		"tcr-99999999999999999999-a.efi", "tcr-1-a+.efi",
		"tcr-1-a+3-.efi", "tcr-1-a+-1.efi", "tcr-1-a+03.efi",
		"tcr-1-a+3-01.efi", "tcr-1-a+1000000000.efi", "tcr-1-a+3+3.efi",
		"tcr-1-a+3-1-1.efi", "tcr-1-a-1.efi", "tcr-a.new",
		"tcr-1-a.new", "tcr-0.dup", "tcr--1-a.efi", "tcr-+1-a.efi",
		"tcr-1-a.efi.efi", "tcr-1-\xff.efi"};
	struct slot_name n = {.serial = 42};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		ok(!slot_name_parse(files[i], &n) && n.serial == 42,
			"'%s' is none", files[i]);
	ok(slot_name_parse("TCR-3-B+2-1.EFI", &n) && n.serial == 3 &&
			n.slot == 1 && n.left == 2 && n.done == 1,
		"FAT knows no case");
}

/* Each one is preferred to those behind it. */
static void test_order(void)
{
	static const char *const files[] = {"tcr-10-b.efi", "tcr-10-a.efi",
		"tcr-9-b+1-2.efi", "tcr-9-a+3.efi", "tcr-9-a+2-1.efi",
		"tcr-1-b.efi", "tcr-30-a+0-1.efi", "tcr-2-b+0.efi"};
	size_t count = sizeof(files) / sizeof(files[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			struct slot_name a, b;
			int rc;

			(void)slot_name_parse(files[i], &a);
			(void)slot_name_parse(files[k], &b);
			rc = slot_name_compare(&a, &b);
			ok(i == k ? rc == 0 : (rc < 0) == (i < k), "%s and %s",
				files[i], files[k]);
		}
}

int main(void)
{
	test_good();
	test_bad();
	test_order();
	return done_testing();
}
