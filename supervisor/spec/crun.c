/* SPDX-License-Identifier: MIT */
/* The command line of `crun exec`, for tcrd and for tcrctl. */
#include "supervisor/spec/crun.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/units/unit_file.h"

#include <limits.h>
#include <unistd.h>

int crun_exec(const char *unit, const char *pid_file, unsigned end)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char crun[] = "crun", exec[] = "exec",
		    process[] = "--process=/proc/self/fd/3";
	char root[PATH_MAX], pid[PATH_MAX + 16], id[UNIT_NAME_MAX + 1];
	char *argv[] = {crun, root, exec, process, pid, id, NULL};
	char *env[] = {path, NULL};
	int rc = fmt_print(root, sizeof(root), "--root=%s/crun", paths_run());

	if (rc >= 0)
		rc = fmt_print(pid, sizeof(pid), "--pid-file=%s", pid_file);
	if (rc >= 0)
		rc = paths_crun_id(id, sizeof(id), unit);
	if (rc < 0)
		return rc;
	task_cloexec_from(end);
	(void)execvpe(crun, argv, env);
	return failed("execute crun");
}
