/* SPDX-License-Identifier: MIT */
/* The key table: [Unit]: what must hold when a unit is started. */
#include "supervisor/units/condition.h"
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set_condition.h"

#define PATH_SYNTAX "[|][!]/PATH"

/* The names of both are looked for in the manual: tests/check/man.sh. */
#define CONDITION "Condition"
#define ASSERT    "Assert"

#define ROWS(name, setter, check, syntax, help, example)                       \
	{CONDITION name, KEY_LIST, CHECK_##check, setter, syntax, NULL,        \
		KEYS_TEXT(help, example)},                                     \
	{                                                                      \
		ASSERT name, KEY_LIST, CHECK_##check | SET_CONDITION_ASSERT,   \
			setter, syntax, NULL,                                  \
			KEYS_TEXT("The same as Condition" name                 \
				  "=; the unit fails if it is not met.",       \
				example)                                       \
	}

static const struct keys_row rows[] = {
	ROWS("PathExists", set_condition_path, PATH_EXISTS, PATH_SYNTAX,
		"The unit is only started if this path of the device is there; "
		"otherwise it stays down, which is no failure, and units that "
		"require it start. A ! before the value turns the condition "
		"round; of those with a | it is enough that one is met. An "
		"empty value takes back all conditions of the unit. They are "
		"looked at each time when it is about to start.",
		"/etc/app.conf"),
	ROWS("PathExistsGlob", set_condition_pattern, PATH_EXISTS_GLOB,
		PATH_SYNTAX,
		"The same, of any path that this is a pattern of: * and ? may "
		"be in one part of it.",
		"/dev/ttyUSB*"),
	ROWS("PathIsDirectory", set_condition_path, PATH_IS_DIRECTORY,
		PATH_SYNTAX, "The same, of a directory.", "/var/lib/app"),
	ROWS("PathIsSymbolicLink", set_condition_path, PATH_IS_SYMBOLIC_LINK,
		PATH_SYNTAX, "The same, of a symbolic link.", "/etc/localtime"),
	ROWS("PathIsMountPoint", set_condition_path, PATH_IS_MOUNT_POINT,
		PATH_SYNTAX,
		"The same, of a path that something is mounted on.",
		"/var/lib/tcr"),
	ROWS("PathIsReadWrite", set_condition_path, PATH_IS_READ_WRITE,
		PATH_SYNTAX,
		"The same, of a path on a file system that can be written.",
		"/var/lib/tcr"),
	ROWS("DirectoryNotEmpty", set_condition_path, DIRECTORY_NOT_EMPTY,
		PATH_SYNTAX,
		"The same, of a directory that has something in it.",
		"/sys/class/net"),
	ROWS("FileNotEmpty", set_condition_path, FILE_NOT_EMPTY, PATH_SYNTAX,
		"The same, of a regular file that is not empty.",
		"/etc/app.conf"),
	ROWS("FileIsExecutable", set_condition_path, FILE_IS_EXECUTABLE,
		PATH_SYNTAX,
		"The same, of a regular file that may be executed.",
		"/usr/bin/crun"),
	ROWS("KernelCommandLine", set_condition_word, KERNEL_COMMAND_LINE,
		"[|][!]WORD",
		"The unit is only started if the kernel's command line has "
		"this word: NAME, which may have a value there, or NAME=VALUE.",
		"factory"),
	ROWS("Architecture", set_condition_machine, ARCHITECTURE,
		"[|][!]x86-64, arm64, arm or another one, or native",
		"The unit is only started on this processor.", "arm64"),
	ROWS("FirstBoot", set_condition_bool, FIRST_BOOT, "[|][!]yes or no",
		"The unit is only started in the first boot with this data "
		"partition (yes), or only in later ones. The first time that "
		"a unit asks, /var/lib/tcr/booted is made.",
		"yes"),
	ROWS("Memory", set_condition_count, MEMORY, "[|][!][>=]SIZE",
		"The unit is only started if the device has that much memory; "
		"the operator may also be <, <=, =, != or >.",
		">=512M"),
	ROWS("CPUs", set_condition_count, CPUS, "[|][!][>=]NUMBER",
		"The same, of the number of processors.", ">=2"),
};

const struct keys_row *keys_condition(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
