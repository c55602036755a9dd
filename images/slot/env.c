/* SPDX-License-Identifier: MIT */
/*
 * The back end of U-Boot, whose script host/boot.cmd chooses the slot; see
 * there for both files.  The device writes its decision to tcr.env, the script
 * how often it has tried to tcr-done.env.
 *
 * How it works.  A decision is one sector, which is overwritten where it is: a
 * disk has the old one or the new one.  No name and no cluster changes, so that
 * a power cut leaves nothing to be tidied up.  Before a kernel image is
 * overwritten, which has one name for ever, the decision says that the slot has
 * none.
 */
#include "images/slot/backend.h"
#include "images/slot/copy.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define FOLDER     "EFI/Linux"
#define DECISION   "tcr.env"
#define DONE       "tcr-done.env"
#define SECTOR     512
#define SERIAL_MAX 999999999
#define TRIES_MAX  9

struct decision {
	unsigned serial; /* the highest that is known */
	int first;       /* the slot to boot */
	enum slot_boot boot[2];
	unsigned tries[2]; /* that are left of a slot on trial */
	bool lost;         /* there is none that is whole */
};

static void image_name(int slot, char name[32])
{
	(void)fmt_print(name, 32, FOLDER "/tcr-%c.efi", 'a' + slot);
}

/* Copies the value of the last line KEY=VALUE; "" without one. */
static void get(const char *text, const char *key, char value[16])
{
	size_t len = strlen(key);

	*value = 0;
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n > len && text[len] == '=' && n - len <= 16 &&
			strncmp(text, key, len) == 0) {
			memcpy(value, text + len + 1, n - len - 1);
			value[n - len - 1] = 0;
		}
		text += n + (text[n] == '\n');
	}
}

static unsigned get_number(const char *text, const char *key)
{
	char value[16];
	uint64_t n;

	get(text, key, value);
	n = text_digits(value, NULL, 10);
	return n > SERIAL_MAX ? 0 : (unsigned)n;
}

static void get_slot(const char *text, struct decision *d, int slot)
{
	const char *key = slot ? "tcr_b" : "tcr_a";
	char value[16];

	get(text, key, value);
	d->tries[slot] = get_number(text, key);
	d->boot[slot] = strcmp(value, "good") == 0   ? SLOT_BOOT_GOOD
			: strcmp(value, "none") == 0 ? SLOT_BOOT_NONE
			: d->tries[slot] > 0         ? SLOT_BOOT_TRIAL
						     : SLOT_BOOT_BAD;
}

static void read_text(int fat, const char *name, char text[SECTOR + 1])
{
	if (io_read_file(fat, name, text, SECTOR + 1) < 0)
		*text = 0;
}

/* What the script understands; without a decision, what it does then. */
static void read_decision(int fat, struct decision *d)
{
	char text[SECTOR + 1], value[16], end[16];
	unsigned done, of;

	*d = (struct decision){
		.boot = {SLOT_BOOT_TRIAL, SLOT_BOOT_GOOD}, .tries = {3}};
	read_text(fat, DECISION, text);
	get(text, "tcr_serial", value);
	get(text, "tcr_end", end);
	d->lost = !*end || strcmp(value, end) != 0;
	if (!d->lost) {
		d->serial = get_number(text, "tcr_serial");
		get(text, "tcr_first", value);
		d->first = strcmp(value, "b") == 0;
		get_slot(text, d, 0);
		get_slot(text, d, 1);
	}
	read_text(fat, DONE, text);
	done = get_number(text, "tcr_done");
	of = get_number(text, "tcr_of");
	if (of == d->serial) {
		unsigned *tries = &d->tries[d->first];

		*tries -= done < *tries ? done : *tries;
	}
	if (of > d->serial)
		d->serial = of;
}

static void put_slot(struct text *t, const struct decision *d, int slot)
{
	static const char *const names[] = {"none", "bad", "bad", "good"};

	text_put(t, "tcr_%c=", 'a' + slot);
	if (d->boot[slot] == SLOT_BOOT_TRIAL && d->tries[slot] > 0)
		text_put(t, "%u\n", d->tries[slot]);
	else
		text_put(t, "%s\n", names[d->boot[slot]]);
}

/* The tries that were done count no more, so *d has what was left. */
static int write_decision(int fat, struct decision *d)
{
	char sector[SECTOR] = "";
	struct text t = {.buf = sector, .size = sizeof(sector)};

	d->serial = d->serial % SERIAL_MAX + 1;
	text_put(
		&t, "tcr_serial=%u\ntcr_first=%c\n", d->serial, 'a' + d->first);
	put_slot(&t, d, 0);
	put_slot(&t, d, 1);
	text_put(&t, "tcr_end=%u\n", d->serial);
	autofd int dir = openat(fat, ".", O_RDONLY | O_CLOEXEC);
	autofd int fd = openat(fat, DECISION,
		O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || io_write_all(fd, sector, SECTOR) < 0 ||
		ftruncate(fd, SECTOR) < 0 || fsync(fd) < 0 || fsync(dir) < 0)
		return failed("write " DECISION);
	return 0;
}

static bool has_image(int fat, int slot)
{
	char name[32];

	image_name(slot, name);
	return faccessat(fat, name, F_OK, 0) == 0;
}

static int env_read(int fat, struct slot_loader *l)
{
	struct decision d;
	int next;

	read_decision(fat, &d);
	next = d.first;
	if (d.boot[next] != SLOT_BOOT_GOOD && d.tries[next] == 0 &&
		d.boot[!next] != SLOT_BOOT_NONE)
		next = !next;
	*l = (struct slot_loader){.next = -1, .untidy = d.lost};
	for (int slot = 0; slot < 2; slot++) {
		if (!has_image(fat, slot))
			continue;
		l->boot[slot] = d.boot[slot];
		l->tries[slot] = d.tries[slot];
		if (l->next < 0 || slot == next)
			l->next = slot;
	}
	return 0;
}

static int write_image(int fat, int slot, const struct slot_source *s)
{
	char name[32];
	int rc;

	image_name(slot, name);
	autofd int dir = openat(fat, FOLDER, O_RDONLY | O_CLOEXEC);
	autofd int fd = openat(
		fat, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || fsync(dir) < 0)
		return failed("%s", name);
	rc = copy_image(fd, s);
	/* After a power cut its clusters may be others than its size says. */
	if (rc == -EIO && ftruncate(fd, 0) == 0)
		rc = copy_image(fd, s);
	errno = -rc;
	return rc < 0 ? failed("write %s", name) : 0;
}

static int env_put(
	int fat, int slot, const struct slot_source *s, unsigned tries)
{
	struct decision d;
	int rc;

	if (tries > TRIES_MAX) {
		log_err("U-Boot counts to %d tries", TRIES_MAX);
		return -EINVAL;
	}
	read_decision(fat, &d);
	d.first = !slot;
	d.boot[slot] = SLOT_BOOT_NONE;
	rc = write_decision(fat, &d);
	if (rc == 0)
		rc = write_image(fat, slot, s);
	if (rc < 0)
		return rc;
	d.first = slot;
	d.boot[slot] = SLOT_BOOT_TRIAL;
	d.tries[slot] = tries;
	return write_decision(fat, &d);
}

static int env_good(int fat, int slot)
{
	struct decision d;

	read_decision(fat, &d);
	d.first = slot;
	d.boot[slot] = SLOT_BOOT_GOOD;
	return write_decision(fat, &d);
}

static int env_bad(int fat, int slot)
{
	struct decision d;

	read_decision(fat, &d);
	d.boot[slot] = SLOT_BOOT_BAD;
	return write_decision(fat, &d);
}

static int env_boot(int fat, int slot, unsigned tries)
{
	struct decision d;

	read_decision(fat, &d);
	d.first = slot;
	if (d.boot[slot] != SLOT_BOOT_GOOD && d.tries[slot] == 0) {
		d.boot[slot] = SLOT_BOOT_TRIAL;
		d.tries[slot] = tries;
	}
	return write_decision(fat, &d);
}

static int env_image(int fat, int slot)
{
	char name[32];
	int fd;

	image_name(slot, name);
	fd = openat(fat, name, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? failed("%s", name) : fd;
}

const struct slot_backend slot_backend_env = {
	"env", env_read, env_put, env_good, env_bad, env_boot, env_image};
