/* SPDX-License-Identifier: MIT */
/*
 * From an initramfs into the real root: loads kernel modules, mounts root=
 * read-only, moves it to / and executes the init that it has.
 */
#include "init/stage.h"

#include "init/board.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"
#include "init/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/loop.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROOT        "/newroot"
#define MODULES_MAX 16384 /* of /etc/tcr/modules */

static bool in_memory(void)
{
	struct statfs fs;

	return statfs("/", &fs) == 0 &&
	       ((unsigned)fs.f_type == RAMFS_MAGIC ||
		       (unsigned)fs.f_type == TMPFS_MAGIC);
}

/* A line is a path and, after a blank, the module's parameters. */
static int load(char *line)
{
	const char *path = board_field(&line);
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 ||
		(syscall(SYS_finit_module, fd, line, 0) < 0 && errno != EEXIST))
		return failed("module %s", path);
	if (in_memory())
		(void)unlink(path); /* frees its memory */
	return 0;
}

int stage_modules(struct state *s)
{
	static char text[MODULES_MAX];
	const char *name = option_get("tcr.modules");
	char path[PATH_MAX], *rest = text, *line;
	int rc = 0, one;

	if (!s->machine)
		return 0;
	if (io_read_file(AT_FDCWD, "/etc/tcr/modules", text, sizeof(text)) < 0)
		rest = NULL;
	while ((line = strsep(&rest, "\n"))) {
		one = *line ? load(line) : 0;
		rc = one < 0 ? one : rc;
	}
	for (; name && *name; name += strspn(name, ",")) {
		int len = (int)strcspn(name, ",");

		(void)fmt_print(
			path, sizeof(path), "/lib/modules/%.*s.ko", len, name);
		name += len;
		/* The initramfs has loaded them; the root may lack them. */
		if (!in_memory() && access(path, F_OK) < 0)
			continue;
		one = load(path);
		rc = one < 0 ? one : rc;
	}
	return rc;
}

/* Attaches a file to a free loop device, which ends when it is unmounted. */
static int attach(const char *file, char *device, size_t size)
{
	struct loop_config config = {
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR};
	autofd int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	autofd int backing = open(file, O_RDONLY | O_CLOEXEC);
	int n = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE), loop;

	if (backing < 0 || n < 0)
		return failed("loop for %s", file);
	(void)fmt_print(device, size, "/dev/loop%d", n);
	loop = open(device, O_RDONLY | O_CLOEXEC);
	config.fd = (unsigned)backing;
	if (loop < 0 || ioctl(loop, LOOP_CONFIGURE, &config) < 0) {
		io_close(&loop);
		return failed("%s for %s", device, file);
	}
	return loop; /* until it is mounted, closing it would detach the file */
}

static int mount_root(const char *source)
{
	static const char *const types[] = {"squashfs", "erofs", "ext4"};
	autofd int loop = -1;
	char device[32];
	struct stat st;

	if (board_wait(source) < 0)
		return -ENOENT;
	if (stat(source, &st) == 0 && S_ISREG(st.st_mode)) {
		loop = attach(source, device, sizeof(device));
		if (loop < 0)
			return loop;
		source = device;
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (mount(source, ROOT, types[i], MS_RDONLY, NULL) == 0)
			return 0;
	return failed("mount %s as squashfs, erofs or ext4", source);
}

/* Moves /proc, /sys and /dev into ROOT and makes ROOT the new /. */
static int enter(void)
{
	static const char *const moved[] = {"/proc", "/sys", "/dev"};
	char path[32];

	for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
		(void)fmt_print(path, sizeof(path), ROOT "%s", moved[i]);
		if (mount(moved[i], path, NULL, MS_MOVE, NULL) < 0)
			(void)failed("move %s", moved[i]);
	}
	if (chdir(ROOT) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 ||
		chroot(".") < 0)
		return failed("enter the root");
	return chdir("/");
}

static int enter_and_exec(void)
{
	const char *const inits[] = {
		"/sbin/tcr-init", "/sbin/init", option_get("init")};
	char path[PATH_MAX];
	struct stat st;
	bool found = false;

	for (int i = 0; i < 3 && inits[i]; i++) {
		(void)fmt_print(path, sizeof(path), ROOT "%s", inits[i]);
		found |= lstat(path, &st) == 0;
	}
	if (!found) {
		errno = ENOENT;
		return failed("no init in the root");
	}
	if (enter() < 0)
		return -EIO;
	for (int i = 0; i < 3 && inits[i]; i++) {
		(void)fmt_print(path, sizeof(path), "%s", inits[i]);
		char *const argv[] = {path, NULL};
		(void)execve(path, argv, environ);
	}
	return failed("exec %s", path);
}

int stage_root(struct state *s)
{
	const char *root = option_get("root");
	int rc;

	if (!s->machine || !in_memory())
		return 0;
	(void)mkdir(ROOT, 0755);
	if (!root) {
		/* pivot_root(2), which crun uses, refuses to leave the rootfs
		 * itself, but not a bind mount of it. */
		if (mount("/", ROOT, NULL, MS_BIND, NULL) < 0)
			return failed("bind the initramfs");
		return enter();
	}
	rc = mount_root(root);
	if (rc == 0)
		rc = enter_and_exec();
	if (!option_get("tcr.shell") && !option_get("tcr.rescue"))
		s->halt = RB_AUTOBOOT;
	return rc;
}
