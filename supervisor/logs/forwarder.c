/* SPDX-License-Identifier: MIT */
/*
 * The child that forwards logs.
 *
 * How it works.  Each ring has a mark: the position and the number of the next
 * record that is to be sent.  Marks are in a file in memory that is mapped, so
 * they outlive the process.  A mark moves on when the kernel has taken the
 * whole message; a message of which it has taken a part when the connection
 * ends is sent again as a whole.  The ring knows how many records it ever had:
 * if the oldest that is left has a higher number than the mark, those between
 * were overwritten, and are lost.
 *
 * The process opens all that it needs, then becomes a user of its own that may
 * make neither files nor processes (confine.h).
 */
#include "supervisor/logs/forwarder.h"

#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/logs/confine.h"
#include "supervisor/logs/ring.h"
#include "supervisor/logs/syslog.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAGIC     "TCRFWD1\n"
#define LOGS_MAX  (CONF_UNITS_MAX + 64)
#define RETRY_MS  1000
#define HOST_SIZE 65

struct mark {
	uint64_t key;  /* of the log's name; 0: not used */
	uint64_t at;   /* position in the ring, as of ring_read() */
	uint64_t next; /* number of the record there */
};

struct state {
	struct forwarder_head head;
	struct mark marks[LOGS_MAX];
};

struct source {
	int fd;
	const char *name;
	struct mark *mark;
};

static struct {
	const struct syslog_server *server;
	struct state *state;
	struct source sources[LOGS_MAX];
	size_t count;
	int notify;
	int fd; /* the socket; -1: none */
	char host[HOST_SIZE];
	char out[SYSLOG_MAX]; /* the message that is being sent */
	size_t len, done;     /* of it; len 0: there is none */
	struct mark *of;      /* that moves on when it is sent; NULL: none */
	size_t record;        /* by so many bytes */
	char text[RING_BYTES];
} self;

static uint64_t key_of(const char *name)
{
	uint64_t key = 14695981039346656037U; /* FNV-1a */

	for (; *name; name++)
		key = (key ^ (unsigned char)*name) * 1099511628211U;
	return key ? key : 1;
}

/* The mark of a log: the one of an earlier process, or a new one. */
static struct mark *find_mark(const char *name)
{
	struct mark *unused = NULL;
	uint64_t key = key_of(name);

	for (size_t i = 0; i < LOGS_MAX; i++) {
		struct mark *m = &self.state->marks[i];

		if (m->key == key)
			return m;
		if (m->key == 0 && !unused)
			unused = m;
	}
	if (unused) /* what was overwritten before is not counted as lost */
		*unused = (struct mark){.key = key, .next = INT64_MAX};
	return unused;
}

/* Whether a mark is that of a log that there is. */
static bool is_used(const struct mark *m, const struct conf *conf)
{
	bool used = m->key == key_of("tcrd");

	for (size_t i = 0; !used && i < conf->count; i++)
		used = m->key == key_of(conf->units[i].name);
	return used;
}

/* Frees the marks of units that are gone, else new units would find none. */
static void forget(const struct conf *conf)
{
	for (size_t i = 0; i < LOGS_MAX; i++)
		if (!is_used(&self.state->marks[i], conf))
			self.state->marks[i] = (struct mark){0};
}

static void add(const char *name)
{
	struct source *s = &self.sources[self.count];
	char path[PATH_MAX];

	if (self.count == LOGS_MAX || paths_unit(path, name, "log") < 0)
		return;
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	s->name = name;
	s->mark = find_mark(name);
	if (s->fd < 0 || !s->mark)
		return;
	(void)inotify_add_watch(self.notify, path, IN_MODIFY);
	self.count++;
}

/* Maps the marks; those of a file of another form are begun anew. */
static int open_state(void)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, "tcrd", FORWARDER_STATE);
	autofd int fd =
		rc < 0 ? rc
		       : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
				 0600);

	if (fd < 0 || ftruncate(fd, sizeof(struct state)) < 0)
		return failed("open %s", path);
	self.state = mmap(NULL, sizeof(struct state), PROT_READ | PROT_WRITE,
		MAP_SHARED, fd, 0);
	if (self.state == MAP_FAILED)
		return failed("map %s", path);
	if (memcmp(self.state->head.magic, MAGIC, 8) != 0) {
		memset(self.state, 0, sizeof(*self.state));
		memcpy(self.state->head.magic, MAGIC, 8);
	}
	return 0;
}

static int dial(void)
{
	struct sockaddr_storage to;
	socklen_t len =
		address_socket(&self.server->address, self.server->port, &to);

	self.fd = socket(to.ss_family,
		(self.server->tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC |
			SOCK_NONBLOCK,
		0);
	if (self.fd < 0)
		return -errno;
	if (connect(self.fd, (struct sockaddr *)&to, len) < 0 &&
		errno != EINPROGRESS)
		return -errno;
	return 0;
}

static void hang_up(void)
{
	io_close(&self.fd);
	self.fd = -1;
	self.done = 0;
}

/*
 * Sends what is left of the message; false: not now.  While a connection is
 * being made, send(2) fails with EAGAIN.
 */
static bool push(void)
{
	if (self.fd < 0 && dial() < 0)
		hang_up();
	while (self.len > 0) {
		ssize_t n = self.fd < 0 ? -1
					: send(self.fd, self.out + self.done,
						  self.len - self.done,
						  MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0) {
			if (self.fd >= 0 && errno != EAGAIN)
				hang_up();
			return false;
		}
		self.done += (size_t)n;
		if (self.done < self.len)
			continue;
		self.len = self.done = 0;
		self.state->head.sent++;
		if (!self.of)
			continue;
		self.of->next++;
		self.of->at += self.record;
	}
	return true;
}

/*
 * Reads what is to be sent of a log, moves its mark there, and counts what was
 * lost before it: its length.  Where the text begins is always known.  Its
 * number follows from the count of records, which is read first: up to there
 * the text has lines to subtract.  The count may be one record ahead of the
 * text, as it is written first; if it is behind, as all was overwritten between
 * the two reads, the next look finds the number and with it what was lost.
 */
static size_t look(struct mark *m, int fd)
{
	uint64_t at = m->at, records, upto, start;
	ssize_t n;

	if (ring_count(fd, &records, &upto) < 0)
		return 0;
	n = ring_read(fd, &at, self.text, sizeof(self.text));
	if (n < 0)
		return 0;
	start = at - (uint64_t)n;
	if (self.len > 0 && self.of == m && start != m->at) {
		self.of = NULL; /* its record is not in the ring any more */
		m->next++;
	}
	m->at = start;
	records -= upto > at;
	for (uint64_t i = start; i < at && i < upto; i++)
		records -= self.text[i - start] == '\n';
	if (upto < start || records > INT64_MAX)
		return (size_t)n; /* not known; or an old ring, not counted */
	if (records > m->next)
		self.state->head.lost += records - m->next;
	m->next = records;
	return (size_t)n;
}

/* Sends what a log has now, at most a ring; false: the server takes no more. */
static bool drain(const struct source *s)
{
	const char *at = self.text, *end, *stop = at + look(s->mark, s->fd);

	for (; (end = memchr(at, '\n', (size_t)(stop - at))); at = end + 1) {
		self.len = syslog_write(self.out, self.server->tcp, self.host,
			s->name, at, (size_t)(end - at));
		self.of = s->mark;
		self.record = (size_t)(end + 1 - at);
		if (!push())
			return false;
	}
	return true;
}

/*
 * Waits for a log to grow, or for the server to take more or to hang up; busy:
 * only looks whether it has hung up.
 */
static void rest(bool blocked, bool busy)
{
	char bytes[4096];
	struct pollfd p[] = {
		{.fd = blocked ? -1 : self.notify, .events = POLLIN},
		{.fd = self.fd, .events = blocked ? POLLOUT : POLLIN},
	};

	(void)poll(p, 2, blocked ? RETRY_MS : busy ? 0 : -1);
	while (read(self.notify, bytes, sizeof(bytes)) > 0)
		; /* every log is looked at, whatever the event */
	if (p[1].revents & ~POLLOUT &&
		(!(p[1].revents & POLLIN) || read(self.fd, bytes, 1) <= 0))
		hang_up();
	if (blocked && self.fd < 0)
		(void)poll(NULL, 0, RETRY_MS);
}

/*
 * Each turn takes what every log has, one after the other.  A turn that ends
 * as the server takes no more is followed by one that begins with the next log:
 * one that has always more does not keep the others waiting.
 */
static void loop(void)
{
	size_t first = 0;

	for (;;) {
		uint64_t sent = self.state->head.sent;
		bool blocked = !push();
		size_t from = first;

		for (size_t i = 0; i < self.count; i++) {
			size_t which = (from + i) % self.count;
			const struct source *s = &self.sources[which];

			if (blocked) { /* only counts what is lost */
				(void)look(s->mark, s->fd);
			} else if (!drain(s)) {
				blocked = true;
				first = which + 1;
			}
		}
		rest(blocked, self.state->head.sent != sent);
	}
}

int forwarder_run(const void *arg)
{
	const struct conf *conf = arg;
	pid_t parent = getppid();
	int rc;

	self.server = &conf->syslog;
	self.fd = -1;
	/* All that tcrd has open, but standard error. */
	(void)syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
	(void)io_write_file("/proc/self/oom_score_adj", "0");
	rc = open_state();
	if (rc < 0)
		return rc;
	self.notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (self.notify < 0)
		return failed("inotify");
	forget(conf);
	add("tcrd");
	for (size_t i = 0; i < conf->count; i++)
		if (!conf->units[i].bad)
			add(conf->units[i].name);
	(void)gethostname(self.host, sizeof(self.host) - 1);
	rc = confine(parent);
	if (rc == 0)
		loop();
	return rc;
}
