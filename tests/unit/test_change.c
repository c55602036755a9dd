/* SPDX-License-Identifier: MIT */
/*
 * What follows for a unit that runs from a change of its files.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c net/address.c
 * Links: init/fmt.c init/log.c init/io.c init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "supervisor/units/keys/change.h"
#include "supervisor/units/keys/keys.h"
#include "tests/unit/tap.h"

#include <stdlib.h>

static char said[CHANGE_TEXT_MAX];

static enum unit_change between(const char *before, const char *now)
{
	char *a = strdup(before), *b = strdup(now);
	enum unit_change change = change_between(a, b, said);

	free(a);
	free(b);
	return change;
}

static void test_table(void)
{
	static const struct {
		const char *claim, *before, *now, *text;
		enum unit_change change;
	} rows[] = {
		{"the same", "[Container]\nMemory=1M\n",
			"[Container]\nMemory=1M\n", "", CHANGE_HELD},
		{"a comment and a blank line", "[Container]\nMemory=1M\n",
			"# new\n[Container]\n\nMemory=1M\n", "", CHANGE_HELD},
		{"a limit", "[Container]\nMemory=1M\n",
			"[Container]\nMemory=2M\n", "Memory 1M -> 2M",
			CHANGE_LIMITS},
		{"a limit in a drop-in: the last one counts",
			"[Container]\nMemory=1M\n",
			"[Container]\nMemory=1M\n[Container]\nMemory=2M\n",
			"Memory 1M -> 2M", CHANGE_LIMITS},
		{"the same again in a drop-in", "[Container]\nMemory=1M\n",
			"[Container]\nMemory=1M\n[Container]\nMemory=1M\n", "",
			CHANGE_HELD},
		{"a limit that goes, one that comes",
			"[Container]\nPidsLimit=9\n", "[Service]\nTasksMax=8\n",
			"PidsLimit 9 -> unset, TasksMax unset -> 8",
			CHANGE_LIMITS},
		{"an empty value is none", "[Service]\nTasksMax=8\n",
			"[Service]\nTasksMax=8\nTasksMax=\n",
			"TasksMax 8 -> unset", CHANGE_LIMITS},
		{"a list", "[Service]\nIOReadIOPSMax=/a 1\n",
			"[Service]\nIOReadIOPSMax=/a 1\nIOReadIOPSMax=/b 1\n",
			"IOReadIOPSMax", CHANGE_LIMITS},
		{"what tcrd alone reads", "[Unit]\nDescription=a b\n",
			"[Unit]\nDescription=c\n", "Description a b -> c",
			CHANGE_HELD},
		{"a limit and what tcrd alone reads", "[Service]\n",
			"[Service]\nRestart=always\nTasksMax=8\n",
			"Restart unset -> always, TasksMax unset -> 8",
			CHANGE_LIMITS},
		{"a limit and another key", "[Service]\nTasksMax=8\n",
			"[Service]\nTasksMax=9\nType=oneshot\n", "",
			CHANGE_RESTART},
		{"the order of a list", "[Container]\nEnvironment=A=1 B=1\n",
			"[Container]\nEnvironment=B=1 A=1\n", "",
			CHANGE_RESTART},
		{"the same key in another section", "[Timer]\nUnit=a\n",
			"[X-Other]\nUnit=a\n", "", CHANGE_RESTART},
		{"a section that is not tcr's", "[X-Other]\nA=1\n",
			"[X-Other]\nA=2\n[Unit]\nDocumentation=man:a\n", "",
			CHANGE_HELD},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		is_int(between(rows[i].before, rows[i].now), rows[i].change,
			rows[i].claim);
		is_str(said, rows[i].text, "... and what is said of it");
	}
}

/* Which keys of containers need no restart, and whether each list has only
 * words that a key begins with. */
static void test_keys(void)
{
	static const char *const others[] = {"Image", "Exec", "Environment",
		"Volume", "Network", "PublishPort", "User", "Notify", "Type",
		"WatchdogSec", "Delegate", "Nice", "OOMScoreAdjust", "LimitCPU",
		"IOSchedulingClass", "CPUAffinity", "CPUSchedulingPolicy",
		"Requires", "Wants", "BindsTo", "Alias", "StopSignal", "Secret",
		"OnCalendar", "ReadOnly", "RemainAfterExit"};
	char text[128];

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		enum keys_section s = 0;

		while (s < SECTION_COUNT && !keys_row(s, others[i]))
			s++;
		(void)snprintf(text, sizeof(text), "[%s]\n%s=1\n",
			s < SECTION_COUNT ? keys_section_name(s) : "none",
			others[i]);
		is_int(between("", text), CHANGE_RESTART, others[i]);
	}
}

static void test_long(void)
{
	char now[512] = "[Unit]\nDescription=";
	size_t len = strlen(now);

	memset(now + len, 'x', 300);
	(void)snprintf(now + len + 300, sizeof(now) - len - 300,
		"\nJobTimeoutSec=3s\n");
	is_int(between("", now), CHANGE_HELD, "a value that has no room");
	is_str(said, "JobTimeoutSec unset -> 3s", "is left out as a whole");
}

int main(void)
{
	test_table();
	test_keys();
	test_long();
	return done_testing();
}
