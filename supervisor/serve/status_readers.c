/* SPDX-License-Identifier: MIT */
/*
 * Serves the readers of the status document, and of two more documents: metrics
 * and lines of logs (metrics.h).
 *
 * How it works.  open(2) of a FIFO for reading blocks until there is a writer,
 * and inotify reports nothing before that, so tcrd has the FIFO open for
 * reading and writing.  When a reader opens it (IN_OPEN), a new FIFO replaces
 * it by rename(2).  Then tcrd makes the pipe of the old one large enough,
 * writes the whole document to it and closes it: this reader has a document and
 * an EOF of its own, whether it reads now, slowly or never.  If two readers
 * open the same FIFO before the rename, one may get the whole document and the
 * other an EOF without text; it has to open the FIFO again (tcrctl does).
 *
 * Root in a container can write to a FIFO whatever its mode, and even if it is
 * mounted read-only.  So each party has a folder with a FIFO of its own: what a
 * reader writes, locks, holds open or resizes affects only its own party.
 *
 * A document that is not read yet costs memory of the kernel, and writing one
 * costs time of tcrd.  So a party may have HELD_MAX documents that somebody has
 * open, which tcrd finds out by an O_PATH descriptor of each FIFO, and gets a
 * SHARE-th of tcrd's time, of which it can save CREDIT_US.  A party that is
 * over its limits waits, and its FIFO is not watched meanwhile.  All users of
 * the device but root are one party, so one user could hold all FIFOs for ever:
 * when no FIFO is free, the one that was served first, if that is HELD_LIMIT_MS
 * ago, is emptied and no longer counted.
 *
 * Metrics and lines of logs are read from some files for each unit, which would
 * hold up tcrd, so a child writes each of these documents.  It never waits, as
 * the document has room in the pipe, and it is not waited for.  As its time is
 * not in the credit, a party waits after each such document for as long as ten
 * of them take, by the number of units.
 *
 * Containers mount the folder, as a mount of the FIFO itself would stay on the
 * FIFO that was replaced.  A container that may mount could make the folder
 * writable, so tcrd checks that what it opens there is a FIFO, without
 * following a link.
 */
#include "supervisor/serve/status_readers.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"
#include "supervisor/serve/document.h"
#include "supervisor/serve/metrics.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PIPE_SIZE     65536 /* of a new pipe, pipe(7) */
#define HELD_MAX      16
#define HELD_MS       100 /* time between two looks for a closed FIFO */
#define HELD_LIMIT_MS 15000
#define AGAIN_MS      1000 /* time before the next try to make a FIFO */
#define PAUSE_MS      5    /* for each unit, between two children of a party */
#define SHARE         10
#define CREDIT_US     500000

/* A FIFO that was served. */
struct held {
	int fd; /* O_PATH; -1: this entry is free */
	int64_t since_ms;
};

struct party {
	const char *unit; /* of the container; NULL: a party of the device */
	const char *leaf; /* of the FIFO's path */
	int (*write)(char *buf, size_t size); /* writes the document */
	int fifo;             /* the FIFO that waits for a reader; -1: none */
	int watch;            /* of that FIFO; -1: none */
	bool asked;           /* a reader has opened that FIFO */
	int64_t due_ms;       /* when it is served at the earliest */
	int64_t credit_us;    /* tcrd's time that it may use */
	int64_t credit_at_us; /* when credit_us was computed */
	struct held held[HELD_MAX];
};

static struct {
	struct party *parties;
	size_t count;
	int inotify;
	char *document;
} self;

static int64_t clock_us(clockid_t clock)
{
	struct timespec t = {0};

	(void)clock_gettime(clock, &t); /* cannot fail */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Opens the file of an O_PATH descriptor. */
static int reopen(int fd, int flags)
{
	char path[32];

	(void)fmt_print(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_NONBLOCK | O_CLOEXEC);
}

static int watch(struct party *p)
{
	char path[32];

	(void)fmt_print(path, sizeof(path), "/proc/self/fd/%d", p->fifo);
	p->watch = inotify_add_watch(self.inotify, path, IN_OPEN);
	return p->watch < 0 ? failed("watch the status FIFO") : 0;
}

static void unwatch(struct party *p)
{
	if (p->watch >= 0)
		(void)inotify_rm_watch(self.inotify, p->watch);
	p->watch = -1;
}

/* Makes a new FIFO, watches it and renames it into place; 0 or -errno. */
static int renew(struct party *p)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	struct stat st;
	int rc = paths_unit(path, p->unit, p->leaf);

	if (rc == 0)
		rc = fmt_print(fresh, sizeof(fresh), "%s.new", path);
	if (rc < 0)
		return rc;
	if (unlink(fresh) < 0 && errno != ENOENT)
		return failed("remove %s", fresh);
	if (mkfifo(fresh, 0444) < 0)
		return failed("make %s", fresh);
	autofd int fd =
		open(fresh, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return failed("open %s", fresh);
	if (!S_ISFIFO(st.st_mode)) {
		log_err("%s: somebody has replaced the FIFO", fresh);
		return -EEXIST;
	}
	p->fifo = take_fd(&fd);
	rc = watch(p);
	if (rc == 0 && rename(fresh, path) < 0)
		rc = failed("rename %s", fresh);
	if (rc == 0)
		return 0;
	unwatch(p);
	io_close(&p->fifo);
	p->fifo = -1;
	return rc;
}

/* Reads what is in a FIFO, which frees its memory; whether it has a writer. */
static bool empty(int fd)
{
	char rest[4096];
	ssize_t n;
	autofd int reader = reopen(fd, O_RDONLY);

	do
		n = read(reader, rest, sizeof(rest));
	while (n > 0);
	(void)fcntl(reader, F_SETPIPE_SZ, sizeof(rest)); /* may fail */
	return n < 0 && errno == EAGAIN;
}

/*
 * Whether anybody has a served FIFO open.  If nobody can read it any more, the
 * rest of the document is read, which frees its memory.
 */
static bool is_held(int fd)
{
	autofd int writer = reopen(fd, O_WRONLY); /* ENXIO: no reader */

	return writer >= 0 || empty(fd);
}

/* A free entry of p->held; NULL: all of these FIFOs are still open. */
static struct held *free_place(struct party *p, int64_t now_ms)
{
	struct held *place = NULL, *first = &p->held[0];

	for (struct held *h = p->held; h < p->held + HELD_MAX; h++) {
		if (h->since_ms < first->since_ms)
			first = h;
		if (h->fd >= 0 && is_held(h->fd))
			continue;
		io_close(&h->fd);
		h->fd = -1;
		place = h;
	}
	if (place || now_ms - first->since_ms < HELD_LIMIT_MS)
		return place;
	(void)empty(first->fd);
	io_close(&first->fd);
	return first;
}

/* Whether a child writes the document. */
static bool is_slow(const struct party *p)
{
	return p->write != document_write;
}

/* Writes the document to a FIFO that was replaced already. */
static void put_document(const struct party *p, int fifo)
{
	int len = p->write(self.document, DOCUMENT_MAX);

	/* A reader may have made the pipe smaller. */
	if ((len > PIPE_SIZE || fcntl(fifo, F_GETPIPE_SZ) < PIPE_SIZE) &&
		fcntl(fifo, F_SETPIPE_SZ, len > PIPE_SIZE ? len : PIPE_SIZE) <
			0)
		log_warn("status: pipe of %d bytes: %s", len, strerror(errno));
	if (len > 0)
		(void)io_write_all(fifo, self.document, (size_t)len);
}

/* Replaces the FIFO that a reader has opened, and writes a document to it. */
static void serve(struct party *p, struct held *place, int64_t now_ms)
{
	autofd int old = take_fd(&p->fifo);
	pid_t child = 0;

	p->asked = false;
	unwatch(p);
	(void)renew(p); /* has logged a failure; turn() tries again */
	*place = (struct held){reopen(old, O_PATH), now_ms};
	if (is_slow(p))
		child = _Fork(); /* if that fails, the reader asks again */
	if (child == 0)
		put_document(p, old);
	if (child == 0 && is_slow(p))
		_exit(0);
}

/* Adds to the party's credit; how long it has to wait for more, 0: not. */
static int64_t wait_ms(struct party *p, int64_t now)
{
	p->credit_us += (now - p->credit_at_us) / SHARE;
	p->credit_at_us = now;
	if (p->credit_us > CREDIT_US)
		p->credit_us = CREDIT_US;
	return p->credit_us > 0 ? 0 : -p->credit_us * SHARE / 1000 + 1;
}

static int64_t pause_ms(void)
{
	size_t count;

	(void)manager_units(&count);
	return PAUSE_MS * (int64_t)count;
}

static void turn(struct party *p, int64_t now_ms)
{
	/* A party does not pay for the time in which tcrd has to wait for a
	 * processor. */
	int64_t used = clock_us(CLOCK_PROCESS_CPUTIME_ID), wait;
	struct held *place = NULL;

	if (now_ms < p->due_ms || (p->fifo >= 0 && !p->asked))
		return;
	if (p->fifo < 0 && renew(p) < 0) { /* for example: no descriptors */
		p->due_ms = now_ms + AGAIN_MS;
		return;
	}
	if (!p->asked)
		return;
	wait = wait_ms(p, clock_us(CLOCK_MONOTONIC));
	if (wait == 0) {
		place = free_place(p, now_ms);
		wait = place ? 0 : HELD_MS;
	}
	if (place) {
		serve(p, place, now_ms);
		wait = is_slow(p) ? pause_ms() : 0;
	}
	p->credit_us -= clock_us(CLOCK_PROCESS_CPUTIME_ID) - used;
	p->due_ms = now_ms + wait;
}

void status_readers_turn(int64_t now_ms)
{
	for (size_t i = 0; i < self.count; i++)
		turn(&self.parties[i], now_ms);
}

int64_t status_readers_deadline(void)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < self.count; i++) {
		const struct party *p = &self.parties[i];

		if ((p->asked || p->fifo < 0) && p->due_ms < next)
			next = p->due_ms;
	}
	return next;
}

void status_readers_opened(int watch)
{
	for (size_t i = 0; i < self.count; i++) {
		struct party *p = &self.parties[i];

		if (watch >= 0 && p->watch != watch)
			continue;
		p->asked = true;
		unwatch(p);
	}
}

static bool mounts(const struct unit_file *f)
{
	for (size_t i = 0; i < f->conf.volume_count; i++)
		if (!f->bad && volume_is_public(&f->conf.volumes[i]))
			return true;
	return false;
}

/*
 * Takes over the FIFO that an earlier tcrd left: a reader that has opened it
 * since would wait for ever if it were replaced.  False: there is none.
 */
static bool adopt(struct party *p)
{
	const int flags = O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
	char path[PATH_MAX];
	struct stat st;

	if (paths_unit(path, p->unit, p->leaf) < 0)
		return false;
	autofd int awaited = open(path, O_WRONLY | flags); /* has a reader */
	autofd int fd = open(path, O_RDWR | flags);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISFIFO(st.st_mode))
		return false;
	p->fifo = take_fd(&fd);
	p->asked = awaited >= 0;
	if (p->asked || watch(p) == 0)
		return true;
	io_close(&p->fifo);
	p->fifo = -1;
	return false;
}

static void add(const char *unit, const char *leaf,
	int (*write)(char *buf, size_t size))
{
	struct party *p = &self.parties[self.count];
	char path[PATH_MAX];

	*p = (struct party){.unit = unit,
		.leaf = leaf,
		.write = write,
		.fifo = -1,
		.watch = -1,
		.credit_us = CREDIT_US,
		.credit_at_us = clock_us(CLOCK_MONOTONIC)};
	for (int i = 0; i < HELD_MAX; i++)
		p->held[i].fd = -1;
	if (unit && (paths_unit(path, unit, "public") < 0 ||
			    io_mkdirs(path, 0755) < 0)) {
		log_err("%s: no folder for the status", unit);
		return;
	}
	if (!adopt(p))
		(void)renew(p); /* has logged a failure; turn() tries again */
	self.count++;
}

/* Adds the three FIFOs that unprivileged readers see. */
static void add_public(const char *unit)
{
	add(unit, "public/status", document_write);
	add(unit, "public/metrics", metrics_write);
	add(unit, "public/log", metrics_logs);
}

int status_readers_init(int inotify)
{
	size_t count;
	const struct unit *units = manager_units(&count);

	self.inotify = inotify;
	self.document = malloc(DOCUMENT_MAX); /* uses pages once written to */
	self.parties = calloc(3 * count + 4, sizeof(*self.parties));
	if (!self.document || !self.parties)
		return -ENOMEM;
	add(NULL, "control/status", document_write);
	add_public(NULL);
	for (size_t i = 0; i < count; i++)
		if (mounts(units[i].file))
			add_public(units[i].file->name);
	return 0;
}
