/* SPDX-License-Identifier: MIT */
/*
 * The back end of systemd-boot, which counts boots in the names of kernel
 * images (Boot Loader Specification; see names.h).  Each change is one rename.
 *
 * How it works.  Each slot has one kernel image, and one chain of clusters for
 * it, for ever: to replace the image, it gets the name tcr-X.new, which the
 * loader does not know, is overwritten, and gets a name of the loader's again.
 * So no cluster is freed or allocated but for the difference of sizes, and a
 * power cut cannot lose more than that; nothing on the device could collect
 * lost clusters.
 *
 * A power cut in a rename, of this program's or of the boot loader's, can leave
 * two names of one chain.  Deleting one of them would free the clusters of the
 * other.  So the name that counts less becomes tcr-N.dup, which nobody reads,
 * and stays until the clusters are no more needed: until its slot gets a new
 * image. Such names are recognised by the number of the first block (FIBMAP).
 */
#include "images/slot/backend.h"
#include "images/slot/copy.h"
#include "images/slot/fat.h"
#include "images/slot/names.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define FOLDER    "EFI/Linux"
#define FILES_MAX 32
#define DUP_MAX   100

enum kind {
	IMAGE,
	NEW,
	DUP
};

struct file {
	char text[SLOT_NAME_MAX];
	enum kind kind;
	struct slot_name name; /* of an image; of a new one, the slot */
	int block;             /* the first; 0: the file is empty */
	uint64_t bytes;
};

struct folder {
	int fd;
	struct file files[FILES_MAX];
	int count;
};

static void folder_close(const struct folder *f)
{
	io_close(&f->fd);
}

#define autofolder __attribute__((cleanup(folder_close)))

static void new_name(int slot, char text[SLOT_NAME_MAX])
{
	(void)fmt_print(text, SLOT_NAME_MAX, "tcr-%c.new", 'a' + slot);
}

static void dup_name(int number, char text[SLOT_NAME_MAX])
{
	(void)fmt_print(text, SLOT_NAME_MAX, "tcr-%d.dup", number);
}

/* Whether the name is one of those of this file; what it means goes to *f. */
static bool is_ours(const char *text, struct file *f)
{
	f->kind = IMAGE;
	if (strlen(text) >= sizeof(f->text))
		return false;
	memcpy(f->text, text, strlen(text) + 1);
	if (slot_name_parse(text, &f->name))
		return true;
	f->kind = NEW;
	for (int slot = 0; slot < 2; slot++) {
		char name[SLOT_NAME_MAX];

		new_name(slot, name);
		f->name = (struct slot_name){.slot = slot};
		if (strcmp(text, name) == 0)
			return true;
	}
	f->kind = DUP;
	for (int i = 0; i < DUP_MAX; i++) {
		char name[SLOT_NAME_MAX];

		dup_name(i, name);
		if (strcmp(text, name) == 0)
			return true;
	}
	return false;
}

/* Adds the file of that name if it is one of those that count here. */
static int add(struct folder *f, const char *text)
{
	struct file new = {.block = 0};
	struct stat st;

	if (!is_ours(text, &new))
		return 0;
	autofd int fd = openat(f->fd, text, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) < 0)
		return failed(FOLDER "/%s", text);
	if (!S_ISREG(st.st_mode))
		return 0;
	new.bytes = (uint64_t)st.st_size;
	if (new.bytes > 0 && ioctl(fd, FIBMAP, &new.block) < 0)
		return failed("clusters of " FOLDER "/%s", text);
	if (f->count == FILES_MAX) {
		errno = ENFILE;
		return failed(FOLDER);
	}
	f->files[f->count++] = new;
	return 0;
}

static int folder_open(int fat, struct folder *f)
{
	const struct dirent *entry;
	int rc = 0, copy;
	DIR *dir;

	f->count = 0;
	f->fd = openat(fat, FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	copy = f->fd < 0 ? -1 : dup(f->fd);
	dir = copy < 0 ? NULL : fdopendir(copy);
	if (!dir)
		return failed(FOLDER);
	rewinddir(dir);
	while (rc == 0 && (entry = readdir(dir)))
		rc = add(f, entry->d_name);
	(void)closedir(dir);
	return rc;
}

/* Of two images of one slot the one that counts: the later, then the good one.
 */
static bool counts_more(const struct slot_name *a, const struct slot_name *b)
{
	if (a->serial != b->serial)
		return a->serial > b->serial;
	return a->good != b->good ? a->good : a->left > b->left;
}

/* The image of that slot, or NULL. */
static const struct file *image_of(const struct folder *f, int slot)
{
	const struct file *best = NULL;

	for (int i = 0; i < f->count; i++) {
		const struct file *file = &f->files[i];

		if (file->kind == IMAGE && file->name.slot == slot &&
			file->block &&
			(!best || counts_more(&file->name, &best->name)))
			best = file;
	}
	return best;
}

/* Whether another name has the same clusters. */
static bool is_shared(const struct folder *f, const struct file *file)
{
	for (int i = 0; i < f->count; i++)
		if (&f->files[i] != file && file->block &&
			f->files[i].block == file->block)
			return true;
	return false;
}

static int delete (const struct folder *f, const struct file *file)
{
	if (unlinkat(f->fd, file->text, 0) < 0 || fsync(f->fd) < 0)
		return failed("remove " FOLDER "/%s", file->text);
	return 0;
}

/* Takes a name away from the boot loader, which is not the only one of its
 * file. */
static int set_aside(const struct folder *f, const struct file *file)
{
	for (int i = 0; i < DUP_MAX; i++) {
		char name[SLOT_NAME_MAX];

		dup_name(i, name);
		if (faccessat(f->fd, name, F_OK, 0) < 0)
			return fat_rename(f->fd, file->text, name);
	}
	errno = EMLINK;
	return failed(FOLDER "/%s", file->text);
}

/* Leaves one image of each slot, and reads the folder again. */
static int tidy(int fat, struct folder *f)
{
	int rc = folder_open(fat, f);

	for (int i = 0; rc == 0 && i < f->count; i++) {
		const struct file *file = &f->files[i];

		if (file->kind != IMAGE || file == image_of(f, file->name.slot))
			continue;
		rc = is_shared(f, file) ? set_aside(f, file) : delete (f, file);
	}
	if (rc < 0)
		return rc;
	folder_close(f);
	return folder_open(fat, f);
}

static int bls_read(int fat, struct slot_loader *l)
{
	autofolder struct folder f = {.fd = -1};
	const struct file *next = NULL;
	int rc = folder_open(fat, &f);

	*l = (struct slot_loader){.next = -1};
	for (int slot = 0; rc == 0 && slot < 2; slot++) {
		const struct file *file = image_of(&f, slot);

		if (!file)
			continue;
		l->tries[slot] = file->name.left;
		l->boot[slot] = file->name.good ? SLOT_BOOT_GOOD
				: file->name.left > 0 || file->name.done > 0
					? SLOT_BOOT_TRIAL
					: SLOT_BOOT_BAD;
		if (!next || slot_name_compare(&file->name, &next->name) < 0)
			next = file;
	}
	for (int i = 0; i < f.count; i++)
		if (f.files[i].kind == IMAGE &&
			&f.files[i] != image_of(&f, f.files[i].name.slot))
			l->untidy = true;
	if (next)
		l->next = next->name.slot;
	return rc;
}

/* The serial number that comes first; 0 after a log line if there is none. */
static unsigned next_serial(const struct folder *f)
{
	unsigned last = 0;

	for (int i = 0; i < f->count; i++)
		if (f->files[i].kind == IMAGE && f->files[i].name.serial > last)
			last = f->files[i].name.serial;
	if (last == SLOT_SERIAL_MAX) {
		log_err(FOLDER ": the serial number %u is the last one", last);
		return 0;
	}
	return last + 1;
}

static int rename_to(
	const struct folder *f, const char *from, const struct slot_name *name)
{
	char to[SLOT_NAME_MAX];

	slot_name_write(name, to);
	return strcmp(from, to) == 0 ? 0 : fat_rename(f->fd, from, to);
}

static const struct file *new_of(const struct folder *f, int slot)
{
	for (int i = 0; i < f->count; i++)
		if (f->files[i].kind == NEW && f->files[i].name.slot == slot)
			return &f->files[i];
	return NULL;
}

/* Whether an image or a new one of that slot has the same clusters. */
static bool is_also(const struct folder *f, const struct file *file, int slot)
{
	for (int i = 0; i < f->count; i++) {
		const struct file *other = &f->files[i];

		if (other != file && other->kind != DUP &&
			other->name.slot == slot && file->block &&
			other->block == file->block)
			return true;
	}
	return false;
}

/*
 * Makes of the slot's image, if it has one, its new one: to be overwritten.
 * What has clusters of the other slot's files, by whatever accident, is set
 * aside.
 */
static int take_image(int fat, struct folder *f, int slot)
{
	const struct file *image = image_of(f, slot), *new = new_of(f, slot);
	char name[SLOT_NAME_MAX];
	int rc = 0;

	new_name(slot, name);
	if (new && (image || is_also(f, new, !slot)))
		rc = is_shared(f, new) ? set_aside(f, new) : delete (f, new);
	if (rc == 0 && image)
		rc = is_also(f, image, !slot)
			     ? set_aside(f, image)
			     : fat_rename(f->fd, image->text, name);
	if (rc < 0)
		return rc;
	folder_close(f);
	return folder_open(fat, f);
}

/*
 * Removes names that were set aside, but for those of the other slot's image.
 * If they have the clusters of the new image, which is to be overwritten, it
 * goes, too: the kernel finds these clusters free then, says so, and frees
 * nothing.
 */
static int drop_dups(const struct folder *f, int slot)
{
	const struct file *new = new_of(f, slot);
	bool shared = false;
	int rc = 0;

	for (int i = 0; rc == 0 && i < f->count; i++) {
		const struct file *file = &f->files[i];

		if (file->kind != DUP || is_also(f, file, !slot))
			continue;
		shared = shared || is_also(f, file, slot);
		rc = delete (f, file);
	}
	return rc == 0 && shared && new ? delete (f, new) : rc;
}

/* A file whose clusters are not what its size says, after a power cut, is begun
 * again. */
static int write_new(int dir, const char *name, const struct slot_source *s)
{
	autofd int fd = openat(
		dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int rc;

	if (fd < 0)
		return failed(FOLDER "/%s", name);
	rc = copy_image(fd, s);
	if (rc == -EIO && ftruncate(fd, 0) == 0)
		rc = copy_image(fd, s);
	errno = -rc;
	return rc < 0 ? failed("write " FOLDER "/%s", name) : 0;
}

/* Whether there is room for an image of so many bytes in place of the slot's.
 */
static int check_room(const struct folder *f, int slot, uint64_t bytes)
{
	const struct file *old = image_of(f, slot);
	struct statfs st;
	uint64_t room;

	old = old ? old : new_of(f, slot);
	if (fstatfs(f->fd, &st) < 0)
		return failed(FOLDER);
	room = (uint64_t)st.f_bavail * (uint64_t)st.f_bsize;
	if (bytes <= room + (old ? old->bytes : 0))
		return 0;
	errno = ENOSPC;
	return failed("the boot partition has %llu KiB free, and %llu are "
		      "needed",
		(unsigned long long)(room + (old ? old->bytes : 0)) >> 10,
		(unsigned long long)bytes >> 10);
}

static int bls_put(
	int fat, int slot, const struct slot_source *s, unsigned tries)
{
	autofolder struct folder f = {.fd = -1};
	struct slot_name name = {.slot = slot, .left = tries};
	char new[SLOT_NAME_MAX];
	int rc = tidy(fat, &f);

	if (rc == 0)
		rc = check_room(&f, slot, s->header.uki_bytes);
	if (rc < 0)
		return rc;
	name.serial = next_serial(&f);
	if (name.serial == 0)
		return -ERANGE;
	new_name(slot, new);
	rc = take_image(fat, &f, slot);
	if (rc == 0)
		rc = drop_dups(&f, slot);
	if (rc == 0)
		rc = write_new(f.fd, new, s);
	return rc < 0 ? rc : rename_to(&f, new, &name);
}

/* Renames the slot's image: to what change makes of its name. */
static int rename_image(int fat, int slot, unsigned tries,
	int (*change)(
		const struct folder *f, struct slot_name *name, unsigned tries))
{
	autofolder struct folder f = {.fd = -1};
	const struct file *image;
	struct slot_name name;
	int rc = tidy(fat, &f);

	if (rc < 0)
		return rc;
	image = image_of(&f, slot);
	if (!image) {
		errno = ENOENT;
		return failed("kernel image of slot %c", 'a' + slot);
	}
	name = image->name;
	rc = change(&f, &name, tries);
	return rc < 0 ? rc : rename_to(&f, image->text, &name);
}

static int to_good(
	const struct folder *f, struct slot_name *name, unsigned tries)
{
	(void)f;
	(void)tries;
	name->good = true;
	return 0;
}

static int bls_good(int fat, int slot)
{
	return rename_image(fat, slot, 0, to_good);
}

/* Without tries that were done: a slot in its last try is not the same. */
static int to_bad(
	const struct folder *f, struct slot_name *name, unsigned tries)
{
	(void)f;
	(void)tries;
	*name = (struct slot_name){.serial = name->serial, .slot = name->slot};
	return 0;
}

static int bls_bad(int fat, int slot)
{
	return rename_image(fat, slot, 0, to_bad);
}

static int to_first(
	const struct folder *f, struct slot_name *name, unsigned tries)
{
	name->serial = next_serial(f);
	if (!name->good && name->left == 0) {
		name->left = tries;
		name->done = 0;
	}
	return name->serial == 0 ? -ERANGE : 0;
}

static int bls_boot(int fat, int slot, unsigned tries)
{
	return rename_image(fat, slot, tries, to_first);
}

static int bls_image(int fat, int slot)
{
	autofolder struct folder f = {.fd = -1};
	const struct file *image;
	int rc = folder_open(fat, &f), fd;

	if (rc < 0)
		return rc;
	image = image_of(&f, slot);
	errno = ENOENT;
	fd = image ? openat(f.fd, image->text, O_RDONLY | O_CLOEXEC) : -1;
	return fd < 0 ? failed("kernel image of slot %c", 'a' + slot) : fd;
}

const struct slot_backend slot_backend_bls = {
	"bls", bls_read, bls_put, bls_good, bls_bad, bls_boot, bls_image};
