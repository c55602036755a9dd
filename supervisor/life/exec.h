/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_EXEC_H
#define SUPERVISOR_LIFE_EXEC_H

#include "supervisor/base/strv.h"
#include "supervisor/base/task.h"
#include "supervisor/units/unit_file.h"

/* A command to run in a unit's container. */
struct exec_command {
	const struct unit_file *unit;
	const struct strv *argv; /* NULL: the HEALTHCHECK of the image */
	const char *pid_file;    /* in UNIT_DIR: crun writes its pid there */
};

/*
 * Runs a command by `crun exec` and writes the end of its output to standard
 * error.  For task_start(); arg is a struct exec_command.
 */
int exec_run(const void *arg);

/*
 * Kills the process group of a command that runs, if it is in the unit's
 * cgroup.  The caller then ends the task, too.
 */
void exec_kill(const char *unit, const char *pid_file);

#endif
