/* SPDX-License-Identifier: MIT */
/*
 * Conditions of a start, each met and not met.
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/condition.c supervisor/units/text/value.c
 * Links: net/address.c supervisor/life/condition_check.c supervisor/base/keep.c
 * Links: supervisor/base/mounted.c supervisor/base/signals.c init/fmt.c
 * Links: init/io.c init/log.c init/text.c
 */
#include "supervisor/life/condition_check.h"
#include "supervisor/units/condition.h"
#include "tests/unit/tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char base[] = "/tmp/tcr-condition-XXXXXX";
static char run[64], data[64];

/* One condition of a path below base, or of a word. */
static bool met(enum unit_check check, const char *value, bool negate)
{
	char text[128];
	const struct condition_places places = {
		.cmdline = "quiet root=/dev/x tcr.log=info\n",
		.run = run,
		.data = data};
	struct unit_condition c = {
		.check = check, .negate = negate, .value = text};
	size_t which = 9;

	snprintf(text, sizeof(text), "%s%s", *value == '/' ? base : "", value);
	return condition_check(&c, 1, &places, &which) == 0;
}

static void both(enum unit_check check, const char *yes, const char *no)
{
	ok(met(check, yes, false), "check %d: %s", check, yes);
	ok(!met(check, yes, true), "negated");
	ok(!met(check, no, false), "check %d: not %s", check, no);
	ok(met(check, no, true), "negated");
}

static void make(const char *name, const char *text, mode_t mode)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s%s", base, name);
	fd = open(path, O_CREAT | O_WRONLY, mode);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		ok(false, "make %s", name);
	close(fd);
}

static void test_paths(void)
{
	char path[128], target[128];

	make("/full", "x", 0644);
	make("/empty", "", 0644);
	make("/run.sh", "x", 0755);
	snprintf(path, sizeof(path), "%s/dir", base);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/dir/in", base);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/link", base);
	snprintf(target, sizeof(target), "%s/full", base);
	ok(symlink(target, path) == 0, "a link");
	both(CHECK_PATH_EXISTS, "/full", "/none");
	both(CHECK_PATH_EXISTS_GLOB, "/f*l", "/x*");
	both(CHECK_PATH_EXISTS_GLOB, "/f?ll", "/f?l");
	both(CHECK_PATH_EXISTS_GLOB, "/d*/in", "/d*/out");
	both(CHECK_PATH_EXISTS_GLOB, "/*.sh", "/*.s?h");
	both(CHECK_PATH_EXISTS_GLOB, "/full", "/ful");
	both(CHECK_PATH_IS_DIRECTORY, "/dir", "/full");
	both(CHECK_PATH_IS_SYMBOLIC_LINK, "/link", "/full");
	both(CHECK_PATH_IS_READ_WRITE, "/dir", "/none");
	both(CHECK_DIRECTORY_NOT_EMPTY, "/dir", "/dir/in");
	both(CHECK_FILE_NOT_EMPTY, "/full", "/empty");
	both(CHECK_FILE_IS_EXECUTABLE, "/run.sh", "/full");
	ok(!met(CHECK_PATH_IS_MOUNT_POINT, "/dir", false), "no mount point");
	base[0] = 0;
	ok(met(CHECK_PATH_IS_MOUNT_POINT, "/proc", false), "a mount point");
	base[0] = '/';
}

static void test_device(void)
{
	both(CHECK_KERNEL_COMMAND_LINE, "quiet", "qui");
	both(CHECK_KERNEL_COMMAND_LINE, "root", "boot");
	both(CHECK_KERNEL_COMMAND_LINE, "root=/dev/x", "root=/dev");
	both(CHECK_KERNEL_COMMAND_LINE, "tcr.log=info", "tcr.log=inf");
	both(CHECK_ARCHITECTURE, "native", "mips64-le");
#ifdef __x86_64__
	ok(met(CHECK_ARCHITECTURE, "x86-64", false), "x86-64");
#endif
	both(CHECK_MEMORY, "1M", "1000000g");
	both(CHECK_MEMORY, "<= 1000000g", "< 1M");
	both(CHECK_CPUS, ">=1", ">4096");
	both(CHECK_CPUS, "!=4096", "=4096");
}

static void test_first_boot(void)
{
	char path[96];

	ok(met(CHECK_FIRST_BOOT, "yes", false), "the first boot is one");
	ok(met(CHECK_FIRST_BOOT, "true", false), "all through it");
	ok(!met(CHECK_FIRST_BOOT, "no", false), "and is no later one");
	snprintf(path, sizeof(path), "%s/first-boot", run);
	unlink(path);
	ok(!met(CHECK_FIRST_BOOT, "yes", false), "the next one is not");
	ok(met(CHECK_FIRST_BOOT, "no", false), "the next one is a later one");
}

#define ASKERS 6
#define ROUNDS 300

/* Units that are started at the same time are told the same. */
static void test_first_boot_of_many(void)
{
	char answer[96], mark[96];
	int wrong = 0, go[2];

	snprintf(answer, sizeof(answer), "%s/first-boot", run);
	snprintf(mark, sizeof(mark), "%s/booted", data);
	for (int round = 0; round < ROUNDS; round++) {
		char byte;

		unlink(answer);
		unlink(mark);
		if (pipe(go) < 0)
			break;
		for (int i = 0; i < ASKERS; i++) {
			if (fork() > 0)
				continue;
			close(go[1]);
			(void)!read(go[0], &byte, 1); /* until it is closed */
			_exit(!met(CHECK_FIRST_BOOT, "yes", false));
		}
		close(go[0]);
		close(go[1]);
		for (int status, i = 0; i < ASKERS; i++)
			wrong += wait(&status) < 0 || status != 0;
		wrong += !met(CHECK_FIRST_BOOT, "yes", false);
	}
	is_int(wrong, 0, "all that ask at once have the same answer");
}

static int check(const char *list, size_t *which)
{
	static char yes[] = "/", no[] = "/nosuch";
	const struct condition_places places = {"", run, data};
	struct unit_condition c[4];
	size_t n = 0;

	/* Y and N: met or not; |: a trigger follows. */
	for (bool trigger = false; *list; list++)
		if (*list == '|') {
			trigger = true;
		} else {
			c[n++] = (struct unit_condition){.trigger = trigger,
				.value = *list == 'Y' ? yes : no};
			trigger = false;
		}
	return condition_check(c, n, &places, which);
}

static void test_lists(void)
{
	char text[64];
	size_t which;
	struct unit_condition c = {.check = CHECK_CPUS,
		.assertion = true,
		.trigger = true,
		.negate = true,
		.value = base};

	is_int(check("", &which), 0, "no condition is met");
	is_int(check("YY", &which), 0, "all of them");
	is_int(check("YN", &which), 1, "all but one");
	is_int((long long)which, 1, "which is told");
	is_int(check("Y|N|Y", &which), 0, "one trigger is enough");
	is_int(check("|N|N", &which), 1, "none is not");
	is_int(check("N|Y", &which), 1, "nor is it instead of the others");
	condition_print(&c, text, sizeof(text));
	ok(!strncmp(text, "AssertCPUs=|!/tmp/", 18), "as it was written");
}

int main(void)
{
	if (!mkdtemp(base))
		return 1;
	snprintf(run, sizeof(run), "%s/run", base);
	snprintf(data, sizeof(data), "%s/data", base);
	mkdir(run, 0755);
	test_paths();
	test_device();
	test_first_boot();
	test_first_boot_of_many();
	test_lists();
	snprintf(run, sizeof(run), "rm -rf %s", base);
	ok(system(run) == 0, "what it made is removed");
	return done_testing();
}
