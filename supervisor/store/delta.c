/* SPDX-License-Identifier: MIT */
/*
 * Runs tcr-apply-delta, a script around xdelta3, which finds the old image and
 * says itself what is wrong.
 */
#include "supervisor/store/delta.h"

#include "init/io.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAGIC   "TCRDELTA"
#define FOLDERS 16 /* of images, more than paths_images() has */

bool delta_is(int fd)
{
	char magic[sizeof(MAGIC) - 1];

	return pread(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
	       memcmp(magic, MAGIC, sizeof(magic)) == 0;
}

static _Noreturn void become_maker(int from, int to)
{
	const char *argv[FOLDERS + 2] = {"tcr-apply-delta"};
	const char *const *dirs = paths_images();

	for (int i = 0; i < FOLDERS && dirs[i]; i++)
		argv[i + 1] = dirs[i];
	if (dup2(from, STDIN_FILENO) >= 0 && dup2(to, STDOUT_FILENO) >= 0)
		(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

int delta_open(int delta, pid_t *maker)
{
	int ends[2], rc;

	if (lseek(delta, 0, SEEK_SET) < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	*maker = _Fork();
	if (*maker == 0)
		become_maker(delta, ends[1]);
	rc = *maker < 0 ? -errno : ends[0];
	io_close(&ends[1]);
	if (rc < 0)
		io_close(&ends[0]);
	return rc;
}

bool delta_done(pid_t maker)
{
	int status = 0;

	while (waitpid(maker, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return status == 0;
}
