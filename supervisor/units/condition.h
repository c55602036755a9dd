/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_CONDITION_H
#define SUPERVISOR_UNITS_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

/* Condition...= and Assert...=: what must hold when a unit is started. */

#define CONDITION_MAX 100 /* conditions of one unit */

enum unit_check {
	CHECK_PATH_EXISTS,
	CHECK_PATH_EXISTS_GLOB,
	CHECK_PATH_IS_DIRECTORY,
	CHECK_PATH_IS_SYMBOLIC_LINK,
	CHECK_PATH_IS_MOUNT_POINT,
	CHECK_PATH_IS_READ_WRITE,
	CHECK_DIRECTORY_NOT_EMPTY,
	CHECK_FILE_NOT_EMPTY,
	CHECK_FILE_IS_EXECUTABLE,
	CHECK_KERNEL_COMMAND_LINE,
	CHECK_ARCHITECTURE,
	CHECK_FIRST_BOOT,
	CHECK_MEMORY,
	CHECK_CPUS,
};

struct unit_condition {
	enum unit_check check;
	bool assertion; /* Assert...=: the unit fails if it does not hold */
	bool trigger;   /* "|": it is enough that one of these holds */
	bool negate;    /* "!": it must not hold */
	char *value;
};

enum condition_order {
	COMPARE_AT_LEAST,
	COMPARE_AT_MOST,
	COMPARE_LESS,
	COMPARE_MORE,
	COMPARE_EQUAL,
	COMPARE_OTHER,
};

/*
 * Returns the text after the operator.  *order is COMPARE_AT_LEAST if the text
 * begins with no operator.
 */
const char *condition_order(const char *text, enum condition_order *order);

/* Prints the condition as its unit file has it: "ConditionPathExists=!/x". */
void condition_print(const struct unit_condition *c, char *out, size_t size);

#endif
