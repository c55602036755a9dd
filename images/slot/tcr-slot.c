/* SPDX-License-Identifier: MIT */
/*
 * tcr-slot: shows and changes which of the two slots of a disk boots.  A slot
 * is a root partition (see header.h) and its kernel image in the boot
 * partition, which the boot loader chooses and counts the tries of (see
 * backend.h).
 *
 * Each run does one thing and ends.  What it finds is checked before anything
 * is changed, and the running slot's kernel image is only ever renamed.
 */
#include "images/modules.h"
#include "images/slot/backend.h"
#include "images/slot/fat.h"
#include "images/slot/header.h"
#include "images/slot/partition.h"
#include "images/slot/sha256.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BOOT    "/dev/disk/by-partlabel/tcr-boot"
#define SLOTS   "/dev/disk/by-slot/"
#define MODULES "/usr/lib/tcr/slot-modules"
#define TRIES   3

static const char usage[] =
	"usage: tcr-slot status           show both slots and what boots next\n"
	"       tcr-slot try X [TRIES]    boot slot X, a or b, TRIES times "
	"(3)\n"
	"                                 at most unless it is confirmed\n"
	"       tcr-slot good             confirm the slot that runs\n"
	"       tcr-slot bad X            give slot X up\n"
	"       tcr-slot boot X           boot slot X from now on\n";

static struct {
	int lock, fat;
	const struct slot_backend *backend;
	int current; /* the slot that runs */
	struct slot_source source[2];
	int found[2]; /* 0: there is a header, or what slot_header_find() said
		       */
	struct slot_loader loader;
} self = {.lock = -1, .fat = -1, .source = {{.fd = -1}, {.fd = -1}}};

static char letter(int slot)
{
	return (char)('a' + slot);
}

/* Says why not; -1. */
static int refuse(int slot, const char *why)
{
	log_err("slot %c %s", letter(slot), why);
	return -1;
}

static int open_slot(int slot, const char *path)
{
	struct slot_source *s = &self.source[slot];

	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		return failed("%s", path);
	self.found[slot] = slot_header_find(s->fd, &s->header);
	return 0;
}

/* Finds out which slot runs, by the links that tcr-disk has made. */
static int find_slots(void)
{
	char target[PATH_MAX];
	ssize_t n = readlink(SLOTS "current", target, sizeof(target) - 1);
	const char *name;

	if (n < 0) {
		log_err("this device has no slots: there is no " SLOTS
			"current");
		return -1;
	}
	target[n] = 0;
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	self.current = partition_is(name, "tcr-root-b");
	if (!self.current && !partition_is(name, "tcr-root-a")) {
		log_err("%s is neither tcr-root-a nor tcr-root-b", name);
		return -1;
	}
	if (open_slot(self.current, SLOTS "current") < 0)
		return -1;
	return open_slot(!self.current, SLOTS "other");
}

static int open_boot(void)
{
	self.lock = open(BOOT, O_RDONLY | O_CLOEXEC);
	if (self.lock < 0 || flock(self.lock, LOCK_EX) < 0)
		return failed(BOOT);
	/* Also if vfat is there: it may have been loaded without the others. */
	(void)modules_load(MODULES, false);
	self.fat = fat_mount(BOOT);
	if (self.fat < 0)
		return -1;
	self.backend = faccessat(self.fat, "boot.scr", F_OK, 0) == 0
			       ? &slot_backend_env
			       : &slot_backend_bls;
	return self.backend->read(self.fat, &self.loader);
}

/*
 * What the loader knows of the slot.  A slot that runs in its last try is on
 * trial still, with no try left; another one that has none is given up.
 */
static enum slot_boot boot_of(int slot)
{
	enum slot_boot boot = self.loader.boot[slot];

	if (boot == SLOT_BOOT_TRIAL && self.loader.tries[slot] == 0 &&
		slot != self.current)
		return SLOT_BOOT_BAD;
	return boot;
}

static int check_header(int slot)
{
	if (self.found[slot] == -EBADMSG)
		return refuse(slot, "has a damaged header");
	if (self.found[slot] == -ENODATA)
		return refuse(slot, "is empty");
	errno = -self.found[slot];
	return self.found[slot] < 0 ? failed("read slot %c", letter(slot)) : 0;
}

/* Whether those bytes of the slot are what its header says. */
static int check_sum(int slot, int fd, off_t at, uint64_t bytes,
	const char *hex, const char *why)
{
	int rc = sha256_is(fd, at, bytes, hex);

	errno = -rc;
	if (rc < 0 && rc != -ENODATA)
		return failed("read slot %c", letter(slot));
	return rc > 0 ? 0 : refuse(slot, why);
}

static int check_root(int slot)
{
	const struct slot_source *s = &self.source[slot];

	return check_sum(slot, s->fd, 0, s->header.root_bytes,
		s->header.root_sha256, "has a damaged root");
}

/* Whether the slot's content is whole and may run on this device. */
static int check_payload(int slot)
{
	const struct slot_source *s = &self.source[slot];
	const struct slot_header *h = &s->header,
				 *runs = &self.source[self.current].header;

	if (check_header(slot) < 0 || check_header(self.current) < 0)
		return -1;
	if (strcmp(h->id, runs->id) == 0)
		return refuse(slot, "has the firmware that runs already");
	if (strcmp(h->arch, runs->arch) != 0 ||
		strcmp(h->hardware, runs->hardware) != 0) {
		log_err("slot %c is for %s (%s), this is %s (%s)", letter(slot),
			h->hardware, h->arch, runs->hardware, runs->arch);
		return -1;
	}
	if (check_root(slot) < 0)
		return -1;
	return check_sum(slot, s->fd, h->at + SLOT_HEADER_BYTES, h->uki_bytes,
		h->uki_sha256, "has a damaged kernel image");
}

static int run_try(int slot, unsigned tries)
{
	if (slot == self.current)
		return refuse(slot, "runs");
	/* Else there would be no way back. */
	if (boot_of(self.current) != SLOT_BOOT_GOOD)
		return refuse(self.current, "runs and is not confirmed yet");
	if (check_payload(slot) < 0 || fat_writable(self.fat) < 0)
		return -1;
	return self.backend->put(self.fat, slot, &self.source[slot], tries);
}

/* Lets the other slot be written to, or not: a slot on trial needs it as its
 * way back.  tcr-disk has made it read-only. */
static int set_writable(bool writable)
{
	const int readonly = !writable;

	if (ioctl(self.source[!self.current].fd, BLKROSET, &readonly) < 0)
		return failed("make slot %c %s", letter(!self.current),
			writable ? "writable" : "read-only");
	return 0;
}

static int run_good(int slot, unsigned tries)
{
	(void)tries;
	if (boot_of(slot) == SLOT_BOOT_GOOD && !self.loader.untidy)
		return 0;
	if (fat_writable(self.fat) < 0)
		return -1;
	return self.backend->good(self.fat, slot);
}

static int run_bad(int slot, unsigned tries)
{
	enum slot_boot boot = boot_of(slot);

	(void)tries;
	if (boot == SLOT_BOOT_NONE || boot == SLOT_BOOT_BAD)
		return 0;
	if (slot != self.current && boot_of(self.current) != SLOT_BOOT_GOOD)
		return refuse(self.current, "runs and is not confirmed yet");
	if (slot == self.current && boot_of(!slot) < SLOT_BOOT_TRIAL)
		return refuse(!slot, "does not boot, so this one has to");
	if (fat_writable(self.fat) < 0)
		return -1;
	return self.backend->bad(self.fat, slot);
}

static int run_boot(int slot, unsigned tries)
{
	const struct slot_header *h = &self.source[slot].header;

	if (self.loader.next == slot && boot_of(slot) != SLOT_BOOT_BAD &&
		!self.loader.untidy)
		return 0;
	if (check_header(slot) < 0 || check_root(slot) < 0)
		return -1;
	if (boot_of(slot) == SLOT_BOOT_NONE)
		return refuse(slot, "was never tried: tcr-slot try");
	autofd int image = self.backend->image(self.fat, slot);
	if (image < 0 ||
		check_sum(slot, image, 0, h->uki_bytes, h->uki_sha256,
			"has another kernel image than its root: tcr-slot "
			"try") < 0 ||
		fat_writable(self.fat) < 0)
		return -1;
	return self.backend->boot(self.fat, slot, tries);
}

/* What the state of the slot is called. */
static const char *state_of(int slot)
{
	static const char *const names[] = {"none", "bad", "trial", "good"};

	/* Firmware that was given up, or is tried, may have lost its header. */
	return self.found[slot] < 0 && (boot_of(slot) == SLOT_BOOT_NONE ||
					       boot_of(slot) == SLOT_BOOT_GOOD)
		       ? "empty"
		       : names[boot_of(slot)];
}

static int run_status(int slot, unsigned tries)
{
	char buf[2048];
	struct text t = {.buf = buf, .size = sizeof(buf)};

	(void)tries;
	text_put(&t, "current=%c\nother=%c\nbackend=%s\n", letter(self.current),
		letter(!self.current), self.backend->name);
	for (slot = 0; slot < 2; slot++) {
		const struct slot_header *h = &self.source[slot].header;
		char x = letter(slot);

		text_put(&t, "%c.state=%s\n", x, state_of(slot));
		if (boot_of(slot) == SLOT_BOOT_TRIAL)
			text_put(&t, "%c.tries=%u\n", x,
				self.loader.tries[slot]);
		if (self.found[slot] == 0)
			text_put(&t, "%c.version=%s\n%c.time=%llu\n%c.id=%s\n",
				x, h->version, x, (unsigned long long)h->time,
				x, h->id);
	}
	if (self.loader.next >= 0)
		text_put(&t, "next=%c\n", letter(self.loader.next));
	return io_write_all(STDOUT_FILENO, buf, t.len);
}

static const struct command {
	const char *name;
	int (*run)(int slot, unsigned tries);
	bool slot, tries; /* whether it has these arguments */
} commands[] = {
	{"status", run_status, false, false},
	{"try", run_try, true, true},
	{"good", run_good, false, false},
	{"bad", run_bad, true, false},
	{"boot", run_boot, true, false},
};

/* The command of these words, with its arguments; NULL: there is none. */
static const struct command *parse(
	char *const argv[], int argc, int *slot, unsigned *tries)
{
	const struct command *c = commands;
	const char *end = "";

	while (c < commands + sizeof(commands) / sizeof(commands[0]) &&
		strcmp(c->name, argv[1]) != 0)
		c++;
	if (c == commands + sizeof(commands) / sizeof(commands[0]) ||
		argc < 2 + c->slot || argc > 2 + c->slot + c->tries)
		return NULL;
	if (c->slot) {
		if (strcmp(argv[2], "a") != 0 && strcmp(argv[2], "b") != 0)
			return NULL;
		*slot = argv[2][0] - 'a';
	}
	if (argc == 4)
		*tries = (unsigned)text_digits(argv[3], &end, 10);
	return *end || *tries < 1 || *tries > 99 ? NULL : c;
}

int main(int argc, char *argv[])
{
	const struct command *c;
	unsigned tries = TRIES;
	int slot = -1, rc;

	log_init(NULL, LOG_LEVEL_WARN);
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return io_write_all(STDOUT_FILENO, usage, strlen(usage)) < 0;
	c = argc > 1 ? parse(argv, argc, &slot, &tries) : NULL;
	if (!c) {
		(void)io_write_all(STDERR_FILENO, usage, strlen(usage));
		return 2;
	}
	if (find_slots() < 0 || open_boot() < 0)
		return 1;
	rc = c->run(c->slot ? slot : self.current, tries);
	if (rc == 0)
		rc = set_writable(c->run == run_good ||
				  boot_of(self.current) == SLOT_BOOT_GOOD);
	io_close(&self.fat); /* it is unmounted before the lock is given back */
	return rc < 0;
}
