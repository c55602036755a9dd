/* SPDX-License-Identifier: MIT */
/* The limits of tcrd's own process, which containers inherit in part. */
#include "supervisor/base/limits.h"

#include <stddef.h>
#include <sys/resource.h>

void limits_files(unsigned count)
{
	struct rlimit files, wanted = {count, count};

	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur >= count)
		return;
	if (wanted.rlim_max < files.rlim_max)
		wanted.rlim_max = files.rlim_max;
	if (prlimit(0, RLIMIT_NOFILE, &wanted, NULL) == 0)
		return;
	files.rlim_cur = files.rlim_max;
	(void)prlimit(0, RLIMIT_NOFILE, &files, NULL); /* as many as it may */
}

void limits_lift(void)
{
	static const struct {
		int which;
		rlim_t n;
	} shared[] = {{RLIMIT_NPROC, RLIM_INFINITY},
		{RLIMIT_MSGQUEUE, RLIM_INFINITY}, {RLIMIT_SIGPENDING, 16384}};

	for (int i = 0; i < 3; i++) {
		const struct rlimit limit = {shared[i].n, shared[i].n};

		(void)prlimit(0, shared[i].which, &limit, NULL); /* if it may */
	}
}
