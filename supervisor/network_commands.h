/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_NETWORK_COMMANDS_H
#define SUPERVISOR_NETWORK_COMMANDS_H

#include "supervisor/command.h"

/* The commands `tcrctl network ...`. */
extern const struct command_list network_commands;

#endif
