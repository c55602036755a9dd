/* SPDX-License-Identifier: MIT */
/*
 * tcr-disk: the first program in the initramfs of a disk of tcr-mkdisk, which
 * the kernel starts by rdinit=.  As PID 1 it loads the kernel modules, makes
 * the links LINKS/LABEL that the command line names, as udev makes them, and
 * executes /init, for which they are devices like any other.
 *
 * A slot must find its root by a label: the kernel numbers disks in the order
 * in which it finds them, and calls them by their drivers (sda, nvme0n1,
 * mmcblk0).  If two disks have a partition of one label, that which the kernel
 * has found first is used.
 *
 * tcr-data then makes the data partition ready: see there.  A check of a large
 * one takes minutes, during which PID 1 feeds the watchdog, if its driver is
 * loaded by then.
 *
 * If a partition is not found, /init is executed all the same.  tcr-init waits
 * for its root in vain, says so and reboots; it keeps data in memory.
 */
#include "images/modules.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINKS   "/dev/disk/by-partlabel"
#define MODULES "/etc/tcr/modules"
#define WAIT_MS 10000
#define DATA    "/sbin/tcr-data"
#define DATA_MS 1800000 /* for all that it does */
#define FEED_MS 1000

static void mounts(void)
{
	const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (mount("proc", "/proc", "proc", safe, "") < 0 ||
		mount("sysfs", "/sys", "sysfs", safe, "") < 0 ||
		mount("dev", "/dev", "devtmpfs", MS_NOSUID, "mode=0755") < 0)
		(void)failed("mount /proc, /sys and /dev");
}

/* True if the block device of that name is the partition of that label. */
static bool has_label(const char *name, const char *label)
{
	char path[PATH_MAX], text[2048], *rest = text, *line;

	(void)fmt_print(path, sizeof(path), "/sys/class/block/%s/uevent", name);
	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return false;
	while ((line = strsep(&rest, "\n")))
		if (strncmp(line, "PARTNAME=", 9) == 0)
			return strcmp(line + 9, label) == 0;
	return false;
}

/* Makes the link if there is a partition of its label now. */
static bool make_link(const char *link)
{
	static char text[16384];
	char target[PATH_MAX], *rest = text, *line;

	if (io_read_file(AT_FDCWD, "/proc/partitions", text, sizeof(text)) < 0)
		return false;
	while ((line = strsep(&rest, "\n"))) {
		const char *name = strrchr(line, ' ');

		if (!name || !has_label(name + 1, link + sizeof(LINKS)))
			continue;
		(void)fmt_print(target, sizeof(target), "../../%s", name + 1);
		if (symlink(target, link) < 0)
			(void)failed("link %s", link);
		return true;
	}
	return false;
}

/* Makes the links of the command line; drivers find their disks late. */
static void make_links(void)
{
	static const char *const names[] = {"root", "tcr.verity", "tcr.data"};
	int64_t until = io_now_ms() + WAIT_MS;

	(void)io_mkdirs(LINKS, 0755);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *link = option_get(names[i]);

		if (!link || strncmp(link, LINKS "/", sizeof(LINKS)) != 0)
			continue;
		while (!make_link(link)) {
			if (io_now_ms() >= until) {
				log_err("%s: no partition has this label",
					link);
				break;
			}
			(void)poll(NULL, 0, 2);
		}
	}
}

/* Waits for the child, feeds the watchdog meanwhile, and ends what takes too
 * long together with what it has started. */
static void await(pid_t pid)
{
	int64_t until = io_now_ms() + DATA_MS;
	struct pollfd ended = {.events = POLLIN};
	/* Not stopped when it is closed: tcr-init feeds it after that. */
	autofd int watchdog = open("/dev/watchdog0", O_WRONLY | O_CLOEXEC);
	autofd int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	ended.fd = fd;
	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (io_now_ms() >= until) {
			log_err(DATA ": is ended after %d s", DATA_MS / 1000);
			(void)kill(-pid, SIGKILL);
			return;
		}
		if (watchdog >= 0)
			(void)!write(watchdog, "", 1);
		(void)poll(&ended, 1, FEED_MS);
	}
}

/* Nobody but PID 1 is there: what tcr-data cannot do stays undone. */
static void make_data_ready(void)
{
	static char name[] = DATA;
	const char *device = option_get("tcr.data");
	pid_t pid = device ? _Fork() : 0;

	if (!device)
		return;
	if (pid == 0) {
		char *const argv[] = {name, (char *)(uintptr_t)device, NULL};

		(void)setsid();
		(void)execve(name, argv, environ);
		(void)failed("exec " DATA);
		_exit(1);
	}
	if (pid < 0)
		(void)failed("start " DATA);
	else
		await(pid);
	(void)unlink(DATA); /* frees its memory */
}

int main(void)
{
	static char name[] = "/init";
	char *const argv[] = {name, NULL}, *const envp[] = {NULL};

	log_init("tcr-disk", LOG_LEVEL_WARN);
	if (getpid() != 1) {
		log_err("only runs as PID 1 of an initramfs");
		return 1;
	}
	mounts();
	option_init("/proc/cmdline");
	(void)modules_load(MODULES, true);
	make_links();
	make_data_ready();
	(void)execve(name, argv, envp);
	(void)failed("exec %s", name);
	(void)poll(NULL, 0, WAIT_MS);
	(void)reboot(RB_AUTOBOOT);
	for (;;)
		(void)pause(); /* the watchdog resets */
}
