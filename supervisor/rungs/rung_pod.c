/* SPDX-License-Identifier: MIT */
/*
 * A pod: a network, a host name, System V objects and a /dev/shm that several
 * containers share.  A pod has no process.  The task that brings it up makes
 * the namespaces for itself and pins them by bind mounts; the members enter
 * them by path.
 */
#include "supervisor/rungs/rung_pod.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/spec/memory.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int pin(const char *unit, const char *leaf, const char *self)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, unit, leaf);

	if (rc < 0)
		return rc;
	autofd int fd = open(path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || mount(self, path, NULL, MS_BIND, NULL) < 0)
		return failed("pin namespace at %s", path);
	return 0;
}

static int shm_up(const struct unit_file *unit)
{
	unsigned long long bytes = unit->conf.pod->shm_bytes;
	char path[PATH_MAX], options[64];
	int rc = paths_unit(path, unit->name, "shm");

	if (bytes == 0)
		bytes = memory_tmpfs(memory_container());
	if (rc < 0 ||
		(rc = fmt_print(options, sizeof(options),
			 "mode=1777,size=%llu,nr_inodes=16384", bytes)) < 0)
		return rc;
	if (mkdir(path, 0700) < 0 ||
		mount("shm", path, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
			options) < 0)
		return failed("mount %s", path);
	return 0;
}

int rung_pod_up(const void *arg)
{
	const struct rung_context *c = arg;
	const char *name = c->unit->conf.hostname;
	int rc = rung_pod_down(arg); /* removes what an earlier run has left */

	if (rc < 0)
		return rc;
	/* This process need not return to the device's: it ends soon. */
	if (unshare(CLONE_NEWIPC | CLONE_NEWUTS) < 0)
		return failed("make namespaces (needs CONFIG_IPC_NS and "
			      "CONFIG_UTS_NS)");
	if (sethostname(name, strlen(name)) < 0)
		return failed("set the host name");
	rc = pin(c->unit->name, "ipc", "/proc/self/ns/ipc");
	if (rc == 0)
		rc = pin(c->unit->name, "uts", "/proc/self/ns/uts");
	if (rc == 0)
		rc = shm_up(c->unit);
	return rc < 0 ? rc : rung_network_attach_up(arg);
}

static int unpin(const char *unit, const char *leaf, bool folder)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, unit, leaf);

	if (rc < 0)
		return rc;
	/* After a crash there may be the file or folder without its mount. */
	if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) < 0 &&
		errno != EINVAL && errno != ENOENT)
		return failed("unmount %s", path);
	if ((folder ? rmdir(path) : unlink(path)) < 0 && errno != ENOENT)
		return failed("remove %s", path);
	return 0;
}

int rung_pod_down(const void *arg)
{
	const struct rung_context *c = arg;
	const char *name = c->unit->name;
	int rc = rung_network_attach_down(arg);

	if (rc == 0)
		rc = unpin(name, "shm", true);
	if (rc == 0)
		rc = unpin(name, "uts", false);
	return rc < 0 ? rc : unpin(name, "ipc", false);
}
