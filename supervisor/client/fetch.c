/* SPDX-License-Identifier: MIT */
/*
 * Reads the status FIFO.
 *
 * How it works.  tcrd holds RUN/status open.  When a reader opens that FIFO,
 * tcrd puts a new FIFO in its place, writes one document to the old one and
 * closes it.  If several readers open the same FIFO before tcrd replaces it,
 * each gets pieces of the document.  So a reader first takes a lock on the FIFO
 * (flock(2) works on FIFOs); who does not get the lock reads nothing, waits
 * until tcrd closes this FIFO, and opens the next.  A reader without a lock
 * (cat) may still take pieces: then the document does not parse, and
 * fetch_document() tries again.
 *
 * Nothing here waits for ever: open(2) does not block, and an empty FIFO that
 * no process has open for writing is at its end.
 */
#include "supervisor/client/fetch.h"

#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/text/nearest.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT_MS 5000 /* for all attempts together */
#define TURN_MS  100  /* a reader without the lock tries again after this */
#define CHUNK    (64 << 10)

struct buffer {
	char *text;
	size_t len, size;
};

/*
 * Makes room for more; 0, -ENOMEM, or -EFBIG.  The limit is above DOC_MAX, so
 * that doc_open() sees that a document is too long.
 */
static int grow(struct buffer *b)
{
	size_t size = b->size + CHUNK;
	char *text;

	if (b->len < b->size)
		return 0;
	if (size > DOC_MAX + CHUNK)
		return -EFBIG;
	text = realloc(b->text, size);
	if (!text)
		return -ENOMEM;
	b->text = text;
	b->size = size;
	return 0;
}

static int wait_for(int fd, short events, int64_t deadline, int64_t limit_ms)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left = deadline - io_now_ms();

	if (left <= 0)
		return -ETIMEDOUT;
	(void)poll(&p, 1, (int)(left < limit_ms ? left : limit_ms));
	return 0;
}

static int read_to_end(int fd, int64_t deadline, struct buffer *b)
{
	int rc = 0;

	b->len = 0;
	while (rc == 0) {
		ssize_t n;

		rc = grow(b);
		if (rc < 0)
			break;
		n = read(fd, b->text + b->len, b->size - b->len);
		if (n == 0)
			break;
		if (n > 0)
			b->len += (size_t)n;
		else if (errno == EAGAIN)
			rc = wait_for(fd, POLLIN, deadline, LIMIT_MS);
		else if (errno != EINTR)
			rc = -errno;
	}
	return rc;
}

/* Whether the FIFO at path is another one than the one that is open. */
static bool replaced(int fd, const char *path)
{
	struct stat opened, now;

	return fstat(fd, &opened) < 0 || stat(path, &now) < 0 ||
	       opened.st_ino != now.st_ino || opened.st_dev != now.st_dev;
}

/*
 * Reads the FIFO once: 0, -EAGAIN (to be tried again), -ENXIO (no process has
 * it open for writing) or -errno.
 */
static int attempt(const char *path, int64_t deadline, struct buffer *b)
{
	autofd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK) {
		rc = wait_for(fd, 0, deadline, TURN_MS);
		return rc < 0 ? rc : -EAGAIN;
	}
	rc = read_to_end(fd, deadline, b);
	if (rc == 0 && b->len == 0)
		rc = replaced(fd, path) ? -EAGAIN : -ENXIO;
	return rc;
}

static int complain(int rc, const char *path)
{
	if (rc == -ENOENT && access(paths_run(), F_OK) < 0)
		return out_fail(EXITCODE_NO_DAEMON,
			"there is no %s here: tcrd has not run, or this is a "
			"container without Volume=/run/tcr/public:/run/tcr:ro",
			paths_run());
	if (rc == -ENOENT || rc == -ENXIO)
		return out_fail(EXITCODE_NO_DAEMON,
			"tcrd is not running (nobody answers at %s)", path);
	if (rc == -EBADMSG)
		return out_fail(EXITCODE_FAILED,
			"%s: no complete status document", path);
	if (rc == -ETIMEDOUT || rc == -EAGAIN)
		return out_fail(EXITCODE_NO_DAEMON,
			"tcrd does not answer (no document from %s in %ds)",
			path, LIMIT_MS / 1000);
	if (rc == -EPROTONOSUPPORT)
		return out_fail(EXITCODE_FAILED,
			"tcrd speaks another version of the status document");
	return out_fail(EXITCODE_FAILED, "%s: %s", path, strerror(-rc));
}

/* The FIFO for root alone cannot be disturbed by other readers. */
static int fifo(char path[PATH_MAX])
{
	int rc = paths_unit(path, NULL, "control/status");

	if (rc == 0 && (geteuid() != 0 || access(path, F_OK) < 0))
		rc = paths_unit(path, NULL, "status");
	return rc;
}

int fetch_quietly(struct doc *doc)
{
	const int64_t deadline = io_now_ms() + LIMIT_MS;
	const int64_t gap = io_now_ms() + CLIENT_GAP_MS;
	struct buffer b = {0};
	char path[PATH_MAX];
	int rc = fifo(path);

	while (rc == 0) {
		rc = attempt(path, deadline, &b);
		if (rc == 0)
			rc = doc_open(doc, b.text, b.len);
		if (rc == 0) {
			doc->owned = b.text;
			return 0;
		}
		if (rc == -EAGAIN || rc == -EBADMSG)
			rc = io_now_ms() < deadline ? 0 : rc;
		if (rc == -ENXIO && io_now_ms() < gap)
			rc = usleep(CLIENT_PAUSE_US);
	}
	free(b.text);
	return rc;
}

int fetch_document(struct doc *doc)
{
	char path[PATH_MAX] = "";
	int rc = fetch_quietly(doc);

	if (rc == 0)
		return EXITCODE_OK;
	(void)fifo(path); /* its name is for the message */
	return complain(rc, path);
}

int fetch_no_unit(struct doc *doc, const char *name)
{
	struct nearest near = nearest_begin(name);
	size_t stem = kind_stem(name, strlen(name));
	struct doc_unit u;

	while (doc_next(doc, &u))
		nearest_try(&near, u.unit.at,
			name[stem] ? u.unit.len
				   : kind_stem(u.unit.at, u.unit.len));
	return out_no_unit(name, nearest_end(&near));
}

int fetch_unit(struct doc *doc, const char *wrote, struct doc_unit *unit)
{
	int rc = fetch_document(doc);

	if (rc != 0 || doc_find(doc, wrote, unit))
		return rc;
	rc = fetch_no_unit(doc, wrote);
	doc_done(doc);
	return rc;
}
