/* SPDX-License-Identifier: MIT */
/*
 * tcrctl nuke.  A script does it, as only those need it who install tcr beside
 * another system; a device's firmware does not have that script.
 */
#include "supervisor/client/nuke.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/out.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int nuke_run(const struct client_args *args)
{
	char nuke[] = "nuke", yes[] = "--yes", data[] = "--data";
	char *words[4] = {nuke};
	size_t n = 1;
	struct ucred tcrd = {0}; /* pid 0: there is none */
	socklen_t size = sizeof(tcrd);
	char path[PATH_MAX], pid[16];
	autofd int fd = ask_dial();

	if (args->yes)
		words[n++] = yes;
	if (args->all)
		words[n++] = data;
	if (fd >= 0)
		(void)getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &tcrd, &size);
	(void)fmt_print(pid, sizeof(pid), "%d", tcrd.pid);
	(void)setenv("TCRD_PID", pid, 1);
	if (paths_program(path, "../lib/tcr/nuke") == 0)
		(void)execv(path, words);
	return out_fail(EXITCODE_FAILED,
		"nuke: %s (it is for tcr beside another system: tcrd(8))",
		strerror(errno));
}
