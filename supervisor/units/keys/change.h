/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHANGE_H
#define SUPERVISOR_UNITS_KEYS_CHANGE_H

#include "supervisor/units/unit_file.h"

#define CHANGE_TEXT_MAX 200

/*
 * What a unit that runs needs so that it is as its files say, given the text of
 * the files that it was started with and that of its files now.  Overwrites
 * both texts.  Sets text to the keys that change and need no restart, "Memory
 * 48M -> 64M, ..."; "" if there are none or a restart is needed.
 */
enum unit_change change_between(
	char *before, char *now, char text[CHANGE_TEXT_MAX]);

#endif
