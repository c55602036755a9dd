/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_OPENIN_H
#define SUPERVISOR_BASE_OPENIN_H

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPENIN_TRIES 1000

/*
 * openat2(2) with these flags (O_CLOEXEC is added) and RESOLVE_ bits.  If a
 * name
 * ".." is met, and somewhere on the machine something is renamed or mounted at
 * that moment, the kernel cannot tell whether the path stays below dir: EAGAIN,
 * which says nothing about the path, so it is asked again.  Returns a
 * descriptor or -errno.
 */
static inline int openin(
	int dir, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = resolve};
	long fd = -1;

	for (int i = 0; i < OPENIN_TRIES; i++) {
		fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd < 0 ? -errno : (int)fd;
}

#endif
