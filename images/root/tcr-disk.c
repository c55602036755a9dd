/* SPDX-License-Identifier: MIT */
/*
 * tcr-disk: the first program in the initramfs of a disk of tcr-mkdisk, which
 * the kernel starts by rdinit=.  As PID 1 it loads the kernel modules, makes
 * the links below, and executes /init, for which they are devices like any
 * other.
 *
 *	SLOTS/current  the slot, tcr-root-a or tcr-root-b, whose header has the
 *	               id of tcr.slot=; if both have it, A if its root is whole
 *	SLOTS/other    the other one, on the same disk; read-only until tcr-slot
 *	               finds that the slot which runs is good
 *	LABELS/LABEL   a partition that the command line names, as udev makes
 *	               them, and tcr-boot
 *
 * The command line knows neither a slot's letter, so that one kernel image is
 * for both slots, nor a device: the kernel numbers disks in the order in which
 * it finds them, and calls them by their drivers (sda, nvme0n1, mmcblk0).  If
 * two disks have a partition of one label, that of the slots' disk is used, and
 * else that which the kernel has found first.
 *
 * tcr-data then makes the data partition ready: see there.  A check of a large
 * one takes minutes, during which PID 1 feeds the watchdog, if its driver is
 * loaded by then.
 *
 * If a partition is not found, /init is executed all the same.  tcr-init waits
 * for its root in vain, says so and reboots; it keeps data in memory.
 */
#include "images/modules.h"
#include "images/slot/header.h"
#include "images/slot/partition.h"
#include "images/slot/sha256.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LABELS  "/dev/disk/by-partlabel"
#define SLOTS   "/dev/disk/by-slot"
#define MODULES "/etc/tcr/modules"
#define WAIT_MS 10000
#define DATA    "/sbin/tcr-data"
#define DATA_MS 1800000 /* for all that it does */
#define FEED_MS 1000
/* Of /proc/partitions.  A disk has 256 partitions at most, each some 35 bytes:
 * sticks and cards that are full of them must not keep the device from its
 * own. */
#define PARTITIONS_BYTES (1 << 20)

static struct {
	char disk[PATH_MAX]; /* of the slots, in /sys; "" until it is known */
} self;

static void mounts(void)
{
	const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (mount("proc", "/proc", "proc", safe, "") < 0 ||
		mount("sysfs", "/sys", "sysfs", safe, "") < 0 ||
		mount("dev", "/dev", "devtmpfs", MS_NOSUID, "mode=0755") < 0)
		(void)failed("mount /proc, /sys and /dev");
}

/* True if the header in the partition of that name has that id; whole: and the
 * root has the sum that is there. */
static bool has_id(const char *name, const char *id, bool whole)
{
	struct slot_header h;
	char path[PATH_MAX];

	(void)fmt_print(path, sizeof(path), "/dev/%s", name);
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && slot_header_find(fd, &h) == 0 &&
	       strcmp(h.id, id) == 0 &&
	       (!whole || sha256_is(fd, 0, h.root_bytes, h.root_sha256) > 0);
}

/*
 * Looks for a partition of that label, unless they are NULL or "" on that disk
 * and of that id.  Returns its name, which the next call overwrites, or NULL.
 */
static const char *find(const char *label, const char *disk, const char *id)
{
	static char text[PARTITIONS_BYTES];
	char *rest = text, *line, on[PATH_MAX];

	if (io_read_file(AT_FDCWD, "/proc/partitions", text, sizeof(text)) < 0)
		return NULL;
	while ((line = strsep(&rest, "\n"))) {
		const char *name = strrchr(line, ' ');

		if (!name || !partition_is(++name, label))
			continue;
		(void)partition_disk(name, on);
		if ((!*disk || strcmp(disk, on) == 0) &&
			(!id || has_id(name, id, false)))
			return name;
	}
	return NULL;
}

/* Makes the link if there is such a partition (see find()). */
static bool make_link(
	const char *link, const char *label, const char *disk, const char *id)
{
	const char *name = find(label, disk, id);
	char target[PATH_MAX];

	if (!name)
		return false;
	(void)fmt_print(target, sizeof(target), "../../%s", name);
	if (symlink(target, link) < 0)
		(void)failed("link %s", link);
	return true;
}

/* A slot on trial needs the other one as its way back. */
static void protect(const char *link)
{
	const int readonly = 1;
	autofd int fd = open(link, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, BLKROSET, &readonly) < 0)
		(void)failed("make %s read-only", link);
}

/*
 * Makes the links to the slots; true if the one with that id is found.  A
 * header alone proves nothing if both have the id: who writes the slot that
 * does not run can give it any, and an update that a power cut ended can have
 * the header, but not the root.  So A is then read as a whole.
 */
static bool link_slots(const char *id)
{
	static const char *const labels[] = {"tcr-root-a", "tcr-root-b"};

	for (int i = 0; i < 2; i++) {
		const char *found = find(labels[i], "", id);
		char name[NAME_MAX + 1];

		if (!found)
			continue;
		(void)fmt_print(name, sizeof(name), "%s", found);
		(void)partition_disk(name, self.disk);
		if (i == 0 && find(labels[1], self.disk, id) &&
			!has_id(name, id, true)) {
			log_warn("%s is not what its header says", name);
			continue;
		}
		(void)make_link(SLOTS "/current", labels[i], self.disk, id);
		if (make_link(SLOTS "/other", labels[!i], self.disk, NULL))
			protect(SLOTS "/other");
		(void)make_link(
			LABELS "/tcr-boot", "tcr-boot", self.disk, NULL);
		return true;
	}
	return false;
}

/* Makes the link to a label; on the disk of the slots if it is there, too. */
static bool link_label(const char *link)
{
	const char *label = link + sizeof(LABELS);

	return make_link(link, label, self.disk, NULL) ||
	       (*self.disk && make_link(link, label, "", NULL));
}

/* Calls make until it returns true; drivers find their disks late. */
static void wait_for(bool (*make)(const char *what), const char *what)
{
	int64_t until = io_now_ms() + WAIT_MS;

	while (!make(what)) {
		if (io_now_ms() >= until) {
			log_err("%s: there is no such partition", what);
			break;
		}
		(void)poll(NULL, 0, 2);
	}
}

/* Makes the links of the command line. */
static void make_links(void)
{
	static const char *const names[] = {"root", "tcr.verity", "tcr.data"};
	const char *id = option_get("tcr.slot");

	(void)io_mkdirs(LABELS, 0755);
	if (id) {
		(void)io_mkdirs(SLOTS, 0755);
		wait_for(link_slots, id);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *link = option_get(names[i]);

		if (link && strncmp(link, LABELS "/", sizeof(LABELS)) == 0)
			wait_for(link_label, link);
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
