/* SPDX-License-Identifier: MIT */
#include "supervisor/store/folder.h"

#include "supervisor/base/paths.h"
#include "supervisor/base/store.h"
#include "supervisor/client/out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

int folder_open(int64_t wait_ms, int *code)
{
	int fd = store_open(wait_ms);

	*code = EXITCODE_OK;
	if (fd >= 0)
		return fd;
	*code = fd == -ETIMEDOUT
			? out_fail(EXITCODE_TIMEOUT,
				  "%s: another tcrctl is changing images",
				  paths_store())
			: out_fail(EXITCODE_FAILED, "%s: %s", paths_store(),
				  strerror(-fd));
	return -1;
}

int folder_sync(int folder)
{
	return fsync(folder) < 0 ? -errno : 0;
}

int folder_failed(const char *what, const char *file, int rc)
{
	return out_fail(EXITCODE_FAILED, "%s %s/%s: %s", what, paths_store(),
		file, strerror(-rc));
}
