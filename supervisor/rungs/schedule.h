/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_SCHEDULE_H
#define SUPERVISOR_RUNGS_SCHEDULE_H

struct unit_conf;

/*
 * Gives this task the scheduling of the unit's program: nice value, policy,
 * processors, class of input and output, OOM score.  crun (1.8.1) knows the
 * last one alone, so the container inherits them.  0 or -errno after a log
 * line.
 */
int schedule_apply(const struct unit_conf *conf);

/*
 * Becomes argv: crun ... run ... --detach NAME, which writes pid_file.  With
 * CPUAffinity= a child creates the container before, and this task starts it.
 * -errno after a log line, or crun's exit status, negative, if that failed.
 */
int schedule_exec(const struct unit_conf *conf, const char *pid_file,
	char *argv[], char *env[]);

#endif
