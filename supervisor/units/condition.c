/* SPDX-License-Identifier: MIT */
/*
 * Names of conditions, and the operators of those that compare numbers: pure.
 */
#include "supervisor/units/condition.h"

#include "init/fmt.h"

#include <string.h>

static const char *const names[] = {
	[CHECK_PATH_EXISTS] = "PathExists",
	[CHECK_PATH_EXISTS_GLOB] = "PathExistsGlob",
	[CHECK_PATH_IS_DIRECTORY] = "PathIsDirectory",
	[CHECK_PATH_IS_SYMBOLIC_LINK] = "PathIsSymbolicLink",
	[CHECK_PATH_IS_MOUNT_POINT] = "PathIsMountPoint",
	[CHECK_PATH_IS_READ_WRITE] = "PathIsReadWrite",
	[CHECK_DIRECTORY_NOT_EMPTY] = "DirectoryNotEmpty",
	[CHECK_FILE_NOT_EMPTY] = "FileNotEmpty",
	[CHECK_FILE_IS_EXECUTABLE] = "FileIsExecutable",
	[CHECK_KERNEL_COMMAND_LINE] = "KernelCommandLine",
	[CHECK_ARCHITECTURE] = "Architecture",
	[CHECK_FIRST_BOOT] = "FirstBoot",
	[CHECK_MEMORY] = "Memory",
	[CHECK_CPUS] = "CPUs",
};

const char *condition_order(const char *text, enum condition_order *order)
{
	static const struct {
		const char *text;
		enum condition_order order;
	} orders[] = {{">=", COMPARE_AT_LEAST}, {"<=", COMPARE_AT_MOST},
		{"!=", COMPARE_OTHER}, {"<", COMPARE_LESS}, {">", COMPARE_MORE},
		{"=", COMPARE_EQUAL}};

	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		size_t len = strlen(orders[i].text);

		if (strncmp(text, orders[i].text, len) == 0) {
			*order = orders[i].order;
			text += len;
			return text + strspn(text, " \t");
		}
	}
	*order = COMPARE_AT_LEAST;
	return text;
}

void condition_print(const struct unit_condition *c, char *out, size_t size)
{
	(void)fmt_print(out, size, "%s%s=%s%s%.100s",
		c->assertion ? "Assert" : "Condition", names[c->check],
		c->trigger ? "|" : "", c->negate ? "!" : "", c->value);
}
