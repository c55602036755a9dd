/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_CONDITION_H
#define SUPERVISOR_UNITS_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

/* Condition...= and Assert...=: what must hold when a unit is started. */

#define CONDITION_MAX 100 /* of one unit */

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
	bool assertion; /* not met: the unit has failed */
	bool trigger;   /* "|": of these one is enough */
	bool negate;    /* "!" */
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

/* What follows the operator; *order is at least if there is none. */
const char *condition_order(const char *text, enum condition_order *order);

/* "ConditionPathExists=!/x": as it was written. */
void condition_print(const struct unit_condition *c, char *out, size_t size);

#endif
