/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_IMAGE_COMMANDS_H
#define SUPERVISOR_IMAGE_COMMANDS_H

#include "supervisor/command.h"

/* The commands of `tcrctl image`. */
extern const struct command_list image_commands;

#endif
