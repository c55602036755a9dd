/* SPDX-License-Identifier: MIT */
/* Writes settings of the kernel's network that have no netlink attribute. */
#include "net/sysctl.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

int sysctl_set(bool optional, const char *value, const char *format, ...)
{
	char path[128] = "/proc/sys/net/";
	size_t len = strlen(path);
	va_list ap;
	int rc;

	va_start(ap, format);
	rc = fmt_vprint(path + len, sizeof(path) - len, format, ap);
	va_end(ap);
	if (rc >= 0)
		rc = io_write_file(path, value);
	if (rc == -ENOENT && optional)
		return 0;
	errno = -rc;
	return rc < 0 ? failed("write %s to %s", value, path) : 0;
}
