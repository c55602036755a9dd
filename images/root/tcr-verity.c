/* SPDX-License-Identifier: MIT */
/*
 * tcr-verity: /init of an initramfs whose root is verified.  As PID 1 it loads
 * the kernel modules, maps the device of tcr.verity= by dm-verity with the root
 * hash of ROOT_HASH, and executes tcr-init, which mounts the mapped device as
 * root=.
 *
 * The root hash is in the initramfs, as this is verified together with the
 * kernel by whatever verifies these, while a command line often is not part of
 * that.  The command line names devices only; a wrong one cannot make tcr-init
 * mount a root that is not verified.  (It has other ways to a shell: see
 * tcr-init(8).)
 *
 * If the device cannot be mapped, tcr-init is executed all the same.  It waits
 * for the root in vain, says so, and reboots, or runs the shell of tcr.shell.
 */
#include "images/loopdev.h"
#include "images/modules.h"
#include "images/node.h"
#include "images/verity.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT      "/dev/dm-0"
#define ROOT_HASH "/etc/tcr/verity"
#define MODULES   "/etc/tcr/modules"
#define WAIT_MS   10000

static void mounts(void)
{
	static const struct {
		const char *type, *dir;
		unsigned long flags;
	} places[] = {
		{"proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC},
		{"sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC},
		{"devtmpfs", "/dev", MS_NOSUID},
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (mount(places[i].type, places[i].dir, places[i].type,
			    places[i].flags, "") < 0 &&
			errno != EBUSY) /* tcr-disk has mounted it */
			(void)failed("mount %s", places[i].dir);
}

/* Reads the lines that tcr-mkfirmware --verity has written; text owns them. */
static int read_hash(char *text, size_t size, struct verity *v)
{
	char *rest = text, *line, *value;
	const char *end = "?";

	if (io_read_file(AT_FDCWD, ROOT_HASH, text, size) < 0)
		rest = NULL;
	while ((line = strsep(&rest, "\n"))) {
		value = strchr(line, '=');
		if (!value)
			continue;
		*value++ = 0;
		if (strcmp(line, "FsBytes") == 0)
			v->bytes = text_digits(value, &end, 10);
		else if (strcmp(line, "VerityRoot") == 0)
			v->root = value;
		else if (strcmp(line, "VeritySalt") == 0)
			v->salt = value;
	}
	if (*end || !v->root || !v->salt || v->bytes % VERITY_BLOCK != 0) {
		errno = EBADMSG;
		return failed("root hash in " ROOT_HASH);
	}
	return 0;
}

/* Opens the device, or a loop device of the file, of that name. */
static int open_data(const char *name)
{
	int64_t until = io_now_ms() + WAIT_MS;
	char path[NODE_PATH_MAX];
	struct stat st;

	while (access(name, F_OK) < 0 && io_now_ms() < until)
		(void)poll(NULL, 0, 2);
	autofd int fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return failed("root: %s", name);
	if (S_ISREG(st.st_mode))
		return loopdev_up(fd, (uint64_t)st.st_size, path);
	return take_fd(&fd);
}

static void map(const char *name)
{
	struct verity v = {0};
	char text[1024], path[NODE_PATH_MAX];
	int rc = read_hash(text, sizeof(text), &v);
	autofd int data = rc < 0 ? rc : open_data(name);
	autofd int dm = data < 0 ? data : verity_up(data, &v, path);

	if (dm >= 0)
		log_info("root: %s shows %s, verified", path, name);
}

int main(void)
{
	static char name[] = "/sbin/tcr-init";
	char *const argv[] = {name, NULL}, *const envp[] = {NULL};
	const char *root, *data;

	log_init("tcr-verity", LOG_LEVEL_INFO);
	if (getpid() != 1) {
		log_err("only runs as PID 1 of an initramfs");
		return 1;
	}
	mounts();
	option_init("/proc/cmdline");
	if (option_get("quiet"))
		log_init("tcr-verity", LOG_LEVEL_WARN);
	root = option_get("root");
	data = option_get("tcr.verity");
	if (data && root && strcmp(root, ROOT) == 0) {
		(void)modules_load(MODULES, true);
		map(data);
		(void)execve(name, argv, envp);
		(void)failed("exec %s", name);
	} else {
		log_err("the root of this firmware is verified: the kernel's "
			"command line must say root=" ROOT
			" tcr.verity=DEVICE");
	}
	(void)poll(NULL, 0, WAIT_MS);
	(void)reboot(RB_AUTOBOOT);
	for (;;)
		(void)pause(); /* the watchdog resets */
}
