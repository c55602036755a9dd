/* SPDX-License-Identifier: MIT */
/*
 * dm-verity by device-mapper's ioctls, without its library and without udev.
 *
 * A device is made in three steps: DM_DEV_CREATE takes a name, DM_TABLE_LOAD
 * says what the device shows, and DM_DEV_SUSPEND without DM_SUSPEND_FLAG makes
 * that count.  The name consists of the lower device's number and the root
 * hash, so it says which file system the device shows; the table that the
 * kernel has under this name must nevertheless be the one that would have been
 * loaded.
 *
 * A device that nobody has open may be removed at any time: by an unmount in
 * another process, or by verity_sweep().  So what was made or found is opened
 * first and looked at afterwards, and if it has gone all begins again.
 */
#include "images/verity.h"

#include "images/modules.h"
#include "images/node.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <linux/dm-ioctl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define CONTROL       "/dev/mapper/control"
#define CONTROL_MAJOR 10
#define CONTROL_MINOR 236
#define PREFIX        "tcr-" /* of all names */
#define TARGET        "verity"
#define SECTOR        512
#define TRIES         32
#define TABLE_MAX     1024 /* a salt has 512 digits at most */
#define LIST_MAX      16384

/* What all ioctls take and return. */
struct request {
	struct dm_ioctl head;
	struct dm_target_spec target;
	char table[TABLE_MAX];
};

_Static_assert(offsetof(struct request, target) == sizeof(struct dm_ioctl),
	"the target is right behind the head");

/* One device: its name and its only target. */
struct device {
	char name[DM_NAME_LEN];
	char table[TABLE_MAX];
	uint64_t sectors;
};

static int open_control(void)
{
	(void)mkdir("/dev/mapper", 0755);
	return node_open(
		CONTROL, S_IFCHR, makedev(CONTROL_MAJOR, CONTROL_MINOR));
}

/* An ioctl with a request of size bytes whose head is h; 0 or -errno. */
static int call_sized(int control, unsigned long number, struct dm_ioctl *h,
	size_t size, const char *name, unsigned flags)
{
	*h = (struct dm_ioctl){.version = {DM_VERSION_MAJOR},
		.data_size = (unsigned)size,
		.data_start = sizeof(*h),
		.target_count = number == DM_TABLE_LOAD,
		.flags = flags,
		.dev = *name ? 0 : h->dev};
	(void)fmt_print(h->name, sizeof(h->name), "%s", name);
	return ioctl(control, (int)number, h) < 0 ? -errno : 0;
}

/* Without a name the device is found by the number in the head. */
static int call(int control, unsigned long number, struct request *r,
	const char *name, unsigned flags)
{
	return call_sized(control, number, &r->head, sizeof(*r), name, flags);
}

/* Opens device-mapper's control node if the kernel has dm-verity. */
static int open_verity(void)
{
	struct request r = {0};
	autofd int control = open_control();
	int rc = control < 0
			 ? control
			 : call(control, DM_GET_TARGET_VERSION, &r, TARGET, 0);

	return rc < 0 ? rc : take_fd(&control);
}

static int load_and_open(void)
{
	int control = open_verity(), rc;

	if (control >= 0)
		return control;
	rc = modules_load(VERITY_MODULES, false);
	if (rc == 0)
		control = open_verity();
	if (control < 0 && (rc == 0 || rc == -ENOENT))
		log_err("dm-verity: this kernel has none, and no module "
			"dm-verity is in " VERITY_MODULES);
	return rc < 0 && rc != -ENOENT ? rc : control;
}

/* Gives the device its table and lets it begin. */
static int start(int control, const struct device *d)
{
	struct request r = {.target.length = d->sectors};
	int rc;

	r.target.next = sizeof(r) - sizeof(r.head);
	memcpy(r.target.target_type, TARGET, sizeof(TARGET));
	memcpy(r.table, d->table, sizeof(r.table));
	rc = call(control, DM_TABLE_LOAD, &r, d->name, DM_READONLY_FLAG);
	return rc < 0 ? rc
		      : call(control, DM_DEV_SUSPEND, &r, d->name,
				DM_READONLY_FLAG);
}

/*
 * Whether the device of that name has the table and this number.  -EAGAIN: it
 * has no table yet, as in one that a killed process left.
 */
static int check(int control, const struct device *d, dev_t number)
{
	struct request r = {0};
	int rc = call(
		control, DM_TABLE_STATUS, &r, d->name, DM_STATUS_TABLE_FLAG);

	if (rc < 0)
		return rc;
	if (makedev(major(r.head.dev), minor(r.head.dev)) != number ||
		r.head.target_count == 0)
		return -EAGAIN;
	if (r.head.target_count != 1 || r.target.length != d->sectors ||
		!(r.head.flags & DM_READONLY_FLAG) ||
		strcmp(r.target.target_type, TARGET) != 0 ||
		strcmp(r.table, d->table) != 0)
		return -EEXIST;
	return 0;
}

static int open_number(dev_t number, char path[NODE_PATH_MAX])
{
	(void)fmt_print(path, NODE_PATH_MAX, "/dev/dm-%u", minor(number));
	return node_open(path, S_IFBLK, number);
}

/* One attempt to make or find the device; -EAGAIN: something came between. */
static int attempt(
	int control, const struct device *d, char path[NODE_PATH_MAX])
{
	struct request r = {0};
	int rc = call(control, DM_DEV_CREATE, &r, d->name, DM_READONLY_FLAG);
	bool made = rc == 0;

	if (rc == -EBUSY)
		rc = call(control, DM_DEV_STATUS, &r, d->name, 0);
	if (rc == -ENXIO)
		return -EAGAIN; /* removed meanwhile */
	if (rc < 0)
		return rc;
	/* A device that has a table is in use: the table stays. */
	if (!(r.head.flags & DM_ACTIVE_PRESENT_FLAG)) {
		rc = start(control, d);
		if (rc < 0 && made)
			(void)call(control, DM_DEV_REMOVE, &r, d->name, 0);
		if (rc < 0)
			return rc == -ENXIO ? -EAGAIN : rc;
	}
	dev_t number = makedev(major(r.head.dev), minor(r.head.dev));
	autofd int fd = open_number(number, path);
	if (fd == -ENXIO || fd == -ENOENT)
		return -EAGAIN;
	rc = fd < 0 ? fd : check(control, d, number);
	return rc < 0 ? rc == -ENXIO ? -EAGAIN : rc : take_fd(&fd);
}

static int describe(int device, const struct verity *v, struct device *d)
{
	struct stat st;
	unsigned long long blocks = v->bytes / VERITY_BLOCK;

	if (fstat(device, &st) < 0)
		return -errno;
	*d = (struct device){.sectors = v->bytes / SECTOR};
	(void)fmt_print(d->name, sizeof(d->name), PREFIX "%u-%u-%s",
		major(st.st_rdev), minor(st.st_rdev), v->root);
	/* Just as the kernel writes it, for check(). */
	return fmt_print(d->table, sizeof(d->table),
		"1 %u:%u %u:%u %u %u %llu %llu sha256 %s %s", major(st.st_rdev),
		minor(st.st_rdev), major(st.st_rdev), minor(st.st_rdev),
		VERITY_BLOCK, VERITY_BLOCK, blocks, blocks, v->root,
		*v->salt ? v->salt : "-");
}

int verity_up(int device, const struct verity *v, char path[NODE_PATH_MAX])
{
	struct device d = {0};
	int rc = describe(device, v, &d);
	autofd int control = rc < 0 ? -1 : load_and_open();

	if (rc >= 0 && control < 0)
		return control;
	rc = rc < 0 ? rc : -EAGAIN;
	for (int i = 0; rc == -EAGAIN && i < TRIES; i++)
		rc = attempt(control, &d, path);
	if (rc < 0) {
		errno = -rc;
		return failed("dm-verity: device %s", d.name);
	}
	return rc;
}

int verity_autoclear(int dm)
{
	struct request r = {0};
	struct stat st = {0};
	autofd int control = open_control();
	int rc = control < 0 ? control : fstat(dm, &st) < 0 ? -errno : 0;

	r.head.dev = st.st_rdev;
	if (rc == 0)
		rc = call(control, DM_DEV_REMOVE, &r, "", DM_DEFERRED_REMOVE);
	if (rc < 0) {
		errno = -rc;
		return failed("dm-verity: deferred removal");
	}
	return 0;
}

/* open_control(), unless the kernel has no device-mapper devices. */
static int open_loaded(void)
{
	return access("/sys/module/dm_mod", F_OK) < 0 ? -ENODEV
						      : open_control();
}

bool verity_is_damaged(dev_t device)
{
	struct request r = {.head.dev = device};
	autofd int control = open_loaded();

	/* The target's status is one letter: V for verified, C for corrupted.
	 */
	return control >= 0 && call(control, DM_TABLE_STATUS, &r, "", 0) == 0 &&
	       r.head.target_count == 1 &&
	       strcmp(r.target.target_type, TARGET) == 0 && r.table[0] == 'C';
}

void verity_sweep(void)
{
	union {
		struct dm_ioctl head;
		char bytes[LIST_MAX];
	} list = {0};
	struct request r = {0};
	const struct dm_name_list *each;
	size_t at = sizeof(list.head);
	autofd int control = open_loaded();

	if (control < 0 || call_sized(control, DM_LIST_DEVICES, &list.head,
				   sizeof(list), "", 0) < 0)
		return;
	do {
		each = (const void *)(list.bytes + at);
		/* -EBUSY: somebody has it open or mounted. */
		if (each->dev &&
			strncmp(each->name, PREFIX, strlen(PREFIX)) == 0)
			(void)call(control, DM_DEV_REMOVE, &r, each->name, 0);
		at += each->next;
	} while (each->next);
}
