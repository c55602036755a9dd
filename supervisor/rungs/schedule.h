/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_SCHEDULE_H
#define SUPERVISOR_RUNGS_SCHEDULE_H

struct unit_conf;

/*
 * Gives this task the scheduling of the unit's program: nice value, policy,
 * processors, I/O class, OOM score.  The container inherits them, as crun 1.8.1
 * can set only the last one.  0 or -errno after a log line.
 */
int schedule_apply(const struct unit_conf *conf);

/*
 * Executes argv, "crun ... run ... --detach NAME", which writes pid_file.  With
 * CPUAffinity= a child first runs `crun create`, and this task becomes `crun
 * start`.  Returns only on failure: -errno after a log line, or crun's exit
 * status, negative.
 */
int schedule_exec(const struct unit_conf *conf, const char *pid_file,
	char *argv[], char *env[]);

#endif
