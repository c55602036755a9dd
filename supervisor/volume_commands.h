/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUME_COMMANDS_H
#define SUPERVISOR_VOLUME_COMMANDS_H

#include "supervisor/command.h"

/* The commands `tcrctl volume ...`. */
extern const struct command_list volume_commands;

#endif
