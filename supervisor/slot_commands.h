/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_COMMANDS_H
#define SUPERVISOR_SLOT_COMMANDS_H

#include "supervisor/command.h"

/* The commands `tcrctl slot ...`. */
extern const struct command_list slot_commands;

#endif
