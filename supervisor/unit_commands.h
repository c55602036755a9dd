/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNIT_COMMANDS_H
#define SUPERVISOR_UNIT_COMMANDS_H

#include "supervisor/command.h"

/* Commands of no group; a command line without a command runs the first one. */
extern const struct command_list unit_commands;

#endif
