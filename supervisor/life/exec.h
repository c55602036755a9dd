/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_EXEC_H
#define SUPERVISOR_LIFE_EXEC_H

#include "supervisor/base/strv.h"
#include "supervisor/base/task.h"
#include "supervisor/units/unit_file.h"

/* A command in a unit's container, with what it says on fd 1 and 2. */
struct exec_command {
	const struct unit_file *unit;
	const struct strv *argv; /* NULL: the check that its image brings */
	const char *pid_file; /* leaf of UNIT_DIR: crun leaves its pid there */
};

/* Runs it by `crun exec`; for task_start(), arg is a struct exec_command. */
int exec_run(const void *arg);

/*
 * Kills what a command that runs has started: its session, if it is the
 * unit's.  To be followed by the task's own end.
 */
void exec_kill(const char *unit, const char *pid_file);

#endif
