/* SPDX-License-Identifier: MIT */
/*
 * How the boot before has ended is told from its record, the watchdog and
 * pstore; whatever the record's text is.
 *
 * Links: supervisor/base/bootrecord.c supervisor/base/data.c
 * Links: supervisor/base/keep.c supervisor/base/paths.c supervisor/base/task.c
 * Links: supervisor/base/utf8.c
 * Links: init/fmt.c init/io.c init/log.c init/text.c
 */
#include "supervisor/base/bootrecord.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <linux/watchdog.h>
#include <stdlib.h>
#include <string.h>

static const struct bootrecord no_panic = {.end = BOOTRECORD_PANIC};

static int parse(struct bootrecord *r, const char *text)
{
	char copy[1024];

	(void)snprintf(copy, sizeof(copy), "%s", text);
	return bootrecord_parse(r, copy);
}

static void bad(const char *text, const char *claim)
{
	struct bootrecord r = {.seconds = 7};

	ok(parse(&r, text) == -EBADMSG && r.seconds == 7, claim);
}

static void texts(void)
{
	struct bootrecord r;
	char line[700];

	ok(parse(&r, "tcr-boot 1 reboot 1764511331 77 tcrctl: a b\n") == 0 &&
			r.end == BOOTRECORD_REBOOT && r.seconds == 1764511331 &&
			r.panic == 77,
		"a record is read");
	is_str(r.why, "tcrctl: a b", "with its reason");
	ok(parse(&r, "tcr-boot 1 running 5 0 \n") == 0 &&
			r.end == BOOTRECORD_RUNNING && !*r.why,
		"also without one");
	(void)parse(&r, "tcr-boot 1 reboot 1 0 \033[2J\xff\n");
	is_str(r.why, "?[2J?", "which is cleaned");
	bad("", "nothing");
	bad("tcr-boot 1 ", "no word");
	bad("tcr-boot 2 reboot 1 0 x\n", "another version");
	bad("tcr-boot 1 exploded 1 0 x\n", "another word");
	bad("tcr-boot 1 reboot x 0 x\n", "no time");
	bad("tcr-boot 1 reboot 1 x\n", "no sum");
	bad("tcr-boot 1 reboot 99999999999999999999 0 x\n", "a huge time");
	bad("tcr-boot 1 reboot 18446744073709551615 0 x\n", "no int64_t");
	bad("tcr-boot 1 reboot 1 0 x", "cut");
	(void)snprintf(line, sizeof(line), "tcr-boot 1 halt 1 2 %0600d\n", 0);
	ok(parse(&r, line) == 0 && strlen(r.why) == BOOTRECORD_WHY_MAX - 1,
		"a long reason is cut");
}

/* What a record means, after it was read with this result. */
static const char *judge(const char *text, int rc, unsigned watchdog,
	const struct bootrecord *panic, struct bootrecord *r)
{
	*r = (struct bootrecord){0};
	if (text)
		rc = parse(r, text);
	bootrecord_judge(r, rc, watchdog, panic);
	return bootrecord_name(r->end);
}

int main(void)
{
	const struct bootrecord panic = {
		.end = BOOTRECORD_PANIC, .seconds = 9, .panic = 42, .why = "x"};
	const char *running = "tcr-boot 1 running 5 0 \n";
	struct bootrecord r;

	texts();
	is_str(judge(NULL, -ENOENT, 0, &no_panic, &r), "running",
		"no record: there was no boot");
	(void)judge(NULL, -ENOENT, 0, &panic, &r);
	ok(r.end == BOOTRECORD_RUNNING && r.panic == 42,
		"an old panic is not one of it, then or later");
	is_str(judge("tcr-boot 1 reboot 5 0 x\n", 0, WDIOF_CARDRESET, &no_panic,
		       &r),
		"reboot", "what was asked for is believed");
	is_str(judge(running, 0, 0, &no_panic, &r), "reset",
		"nobody asked: a reset");
	ok(r.seconds == 5, "whose time is when that boot began");
	is_str(judge(running, 0, WDIOF_CARDRESET | WDIOF_OVERHEAT, &no_panic,
		       &r),
		"watchdog", "or the watchdog, if its driver says so");
	is_str(judge(running, 0, WDIOF_OVERHEAT, &no_panic, &r), "reset",
		"and not if it says something else");
	is_str(judge(running, 0, WDIOF_CARDRESET, &panic, &r), "panic",
		"a panic comes before that");
	ok(r.seconds == 9 && r.panic == 42, "with its time");
	is_str(judge("tcr-boot 1 running 5 42 \n", 0, 0, &panic, &r), "reset",
		"a panic that was told is not told again");
	ok(r.panic == 42, "nor later");
	is_str(judge("tcr-boot 1 reboot 5 1 x\n", 0, 0, &panic, &r), "panic",
		"a panic on the way down");
	is_str(judge("rubbish", 0, 0, &no_panic, &r), "unknown",
		"a damaged record");
	return done_testing();
}
