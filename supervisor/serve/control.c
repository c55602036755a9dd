/* SPDX-License-Identifier: MIT */
/*
 * The connections of the control socket.  It is SOCK_SEQPACKET: one packet is
 * one request, so no framing is needed.  A request is accepted from uid 0
 * outside of the cgroups of containers, if the same process connected, sent it,
 * and exists when it is read (peer.h); also, the socket is 0600 in a 0700
 * directory.  A container with Control=full or update has that directory; what
 * it may ask is in control_command.c.  There is room for 16 clients with one
 * request each; a client that sends none loses its slot after 5 seconds.
 */
#include "supervisor/serve/control.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/loop.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/peer.h"
#include "supervisor/base/protocol.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/manager.h"
#include "supervisor/serve/control_parts.h"
#include "supervisor/serve/inhibit.h"
#include "supervisor/serve/reload.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 16
#define WAITERS_MAX 12 /* of them: `tcrctl wait` may last for days */
#define IDLE_MS     5000
#define PAUSE_MS    100 /* before the next accept(2) if it failed */

static struct {
	struct loop_source listener;
	struct client clients[CLIENTS_MAX];
	bool under_init;
	bool again;       /* units that were held may start: one more turn */
	int64_t pause_ms; /* when to accept again; INT64_MAX: accepting */
} self;

static void leave(struct client *c)
{
	int fd = c->source.fd;

	if (c->holds)
		control_hold_end(c);
	if (c->slot)
		control_slot_end(c);
	self.again |= c->holds;
	loop_remove(&c->source);
	if (fd >= 0)
		close(fd);
	c->waiting = false;
	c->count = 0;
}

/* Closes the connection of a client that has what it has waited for. */
static void check(struct client *c)
{
	if (control_check(c))
		leave(c);
}

static void client_ready(void *arg, uint32_t events);

void control_dismiss(void)
{
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &self.clients[i];

		if (c->source.fd < 0 || !c->waiting)
			continue;
		if (c->holds)
			control_answer(c,
				"error %d ended, as the units are being "
				"reloaded: try again",
				EXITCODE_FAILED);
		else if (!c->until)
			control_answer(c,
				"error %s not waited for: the units are being "
				"reloaded; what was asked for goes on",
				c->commands || c->slot ? "1" : PROTOCOL_AGAIN);
		leave(c);
	}
}

static void hand_over(struct client *c)
{
	if (goals_ending() || reload_asked()) {
		control_answer(c, "error %s",
			goals_ending() ? "1 the units are being stopped"
				       : PROTOCOL_LATER
				" the units are being reloaded");
		leave(c);
		return;
	}
	if (c->no_wait)
		control_answer(c, "ok");
	reload_ask(c->source.fd, !c->load);
	loop_remove(&c->source); /* and forgets the descriptor */
}

bool control_busy(void)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (self.clients[i].source.fd >= 0 && self.clients[i].waiting &&
			!self.clients[i].until)
			return true;
	return false;
}

void control_load(void)
{
	if (goals_ending() || reload_asked())
		return;
	reload_ask(-1, false);
}

/* Tells the client what the reload does with the unit. */
static void tell_change(struct client *c, const struct unit *u)
{
	if (u->file->builtin)
		return;
	if (u->file->change)
		control_answer(c, "note %s changes in place: %s", u->file->name,
			u->file->change);
	else if (u->stop_pending)
		control_answer(c, "note %s %s", u->file->name,
			u->then_start ? "restarts" : "stops");
	else if (u->mended && u->a.want && !manager_settled(u))
		control_answer(c, "note %s starts", u->file->name);
}

/* Tells the client what is refused and what is about to change. */
static void tell_reload(struct client *c)
{
	size_t count;
	struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++) {
		const struct unit_file *f = units[i].file;

		if (f->stale)
			control_answer(c, "note %s stays as it was: %s",
				f->name, f->stale);
		else if (f->fallback)
			control_answer(c, "note %s is as in %s: %s", f->name,
				f->path, f->fallback);
		else if (f->bad && !f->masked)
			control_answer(c, "note %s", f->bad);
		else
			tell_change(c, &units[i]);
	}
}

void control_reloaded(int fd, bool apply)
{
	struct client *c = &self.clients[0];

	*c = (struct client){.source = {.fd = fd, .fn = client_ready, .arg = c},
		.waiting = true,
		.reload = apply};
	if (loop_add(&c->source, EPOLLIN | EPOLLRDHUP) < 0) {
		c->source.fd = -1;
		close(fd);
		return;
	}
	if (apply)
		tell_reload(c);
}

void control_reload_wait(void)
{
	struct client *c = &self.clients[0];
	if (c->source.fd < 0)
		return;
	if (c->reload)
		control_await_reload(c);
	check(c); /* there may be no event that would call it */
}

static const char *refusal(pid_t peer)
{
	return peer == -EACCES ? "error 1 only root of the device"
	       : peer < 0      ? "error 1 the process that connected has ended"
			  : "error 1 sent by another process than connected";
}

/*
 * Who has connected: the pid of a process that may ask, or a negative number.
 * *unit is its container's unit, NULL for one outside of all containers.
 */
static pid_t find_peer(int fd, const struct unit **unit)
{
	char group[NAME_MAX + 1];
	pid_t peer = peer_find(fd, group);
	const struct unit *u = peer > 0 && *group ? manager_find(group) : NULL;

	*unit = u;
	if (peer <= 0 || !*group)
		return peer;
	return u && rights_of(u->file->conf.rights)->control >=
				       RIGHTS_CONTROL_UPDATE
		       ? peer
		       : -EACCES;
}

/* How many clients wait for units to be in some state. */
static int count_waiters(void)
{
	int n = 0;

	for (int i = 0; i < CLIENTS_MAX; i++)
		n += self.clients[i].source.fd >= 0 &&
		     self.clients[i].waiting && self.clients[i].until;
	return n;
}

/* The bytes of "v1 " before a request; -EPROTO: it is of another version. */
static int skip_version(const char *text)
{
	const int n = sizeof(PROTOCOL_VERSION " ") - 1;

	if (strncmp(text, PROTOCOL_VERSION " ", (size_t)n) == 0)
		return n;
	return text[0] == 'v' && text[1] >= '0' && text[1] <= '9' ? -EPROTO : 0;
}

/* Carries out a request of n bytes; from: the container it comes from. */
static void obey(struct client *c, const struct unit *from, char *text,
	size_t n, const int files[PEER_FILES])
{
	static const char inhibit[] = "inhibit ";
	enum control_result result = CONTROL_DONE;
	int skip;

	text[n] = 0;
	skip = skip_version(text);
	if (skip < 0) {
		control_answer(c,
			"error %d the protocol is " PROTOCOL_VERSION
			" here, not %.*s",
			EXITCODE_USAGE, (int)strcspn(text, " "), text);
		leave(c);
		return;
	}
	text += skip;
	n -= (size_t)skip;
	if (from && control_is_command(text, n)) {
		control_command(c, from, text, n, files);
	} else if (n > strlen(inhibit) && !memchr(text, 0, n) &&
		   strncmp(text, inhibit, strlen(inhibit)) == 0) {
		control_inhibit(c, text + strlen(inhibit));
	} else if (from || memchr(text, 0, n)) {
		control_answer(c, "error %d malformed request", EXITCODE_USAGE);
	} else {
		if (n > 0 && text[n - 1] == '\n')
			text[n - 1] = 0;
		result = control_request(c, text, self.under_init);
	}
	if (result == CONTROL_WAIT && c->until &&
		count_waiters() >= WAITERS_MAX) {
		control_answer(c, "error %d too many wait already, try again",
			EXITCODE_FAILED);
		result = CONTROL_DONE;
	}
	if (result == CONTROL_DONE)
		leave(c);
	else if (result == CONTROL_WAIT)
		c->waiting = true;
	else
		hand_over(c);
}

static void client_ready(void *arg, uint32_t events)
{
	struct client *c = arg;
	char text[PROTOCOL_REQUEST_MAX + 1];
	int files[PEER_FILES];
	const struct unit *from;
	pid_t sender, peer;
	ssize_t n = peer_receive(
		c->source.fd, text, PROTOCOL_REQUEST_MAX, &sender, files);

	(void)events; /* n shows whether the client sent or closed */
	if (n == -EAGAIN || n == -EINTR)
		return;
	/* The client has closed, or sends a second request. */
	if ((n <= 0 && n != -EMSGSIZE) || c->waiting) {
		leave(c);
	} else if ((peer = find_peer(c->source.fd, &from)) <= 0 ||
		   peer != sender) {
		control_answer(c, "%s", refusal(peer));
		leave(c);
	} else if (n < 0) {
		control_answer(c, "error %d malformed request", EXITCODE_USAGE);
		leave(c);
	} else {
		obey(c, from, text, (size_t)n, files);
	}
	peer_close(files);
}

static struct client *free_slot(void)
{
	for (int i = 0; i < CLIENTS_MAX; i++)
		if (self.clients[i].source.fd < 0)
			return &self.clients[i];
	return NULL;
}

static void turn_away(int fd, const char *why)
{
	(void)send(fd, why, strlen(why), MSG_NOSIGNAL);
}

static void connection(void *arg, uint32_t events)
{
	autofd int fd = accept4(
		self.listener.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct client *c = free_slot();
	const struct unit *unit;
	pid_t peer;

	(void)arg;
	(void)events;
	if (fd < 0) {
		/* Without a descriptor, epoll would report this again at once.
		 */
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
			self.pause_ms = io_now_ms() + PAUSE_MS;
			loop_change(&self.listener, 0);
		}
		return;
	}
	peer = find_peer(fd, &unit);
	if (peer <= 0) {
		turn_away(fd, refusal(peer));
		return;
	}
	if (!c) {
		turn_away(fd, "error 1 too many clients, try again");
		return;
	}
	*c = (struct client){.source = {.fd = fd, .fn = client_ready, .arg = c},
		.idle_ms = io_now_ms() + IDLE_MS};
	if (loop_add(&c->source, EPOLLIN | EPOLLRDHUP) < 0)
		c->source.fd = -1;
	else
		(void)take_fd(&fd);
}

void control_turn(int64_t now_ms)
{
	self.again = false;
	inhibit_turn(now_ms);
	if (self.pause_ms <= now_ms) {
		self.pause_ms = INT64_MAX;
		loop_change(&self.listener, EPOLLIN);
	}
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &self.clients[i];

		if (c->source.fd < 0)
			continue;
		if (c->waiting)
			check(c);
		else if (c->idle_ms <= now_ms)
			leave(c);
	}
}

int64_t control_deadline(void)
{
	int64_t next = self.again ? 0 : self.pause_ms;

	next = int64_min(next, inhibit_deadline());
	for (int i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &self.clients[i];

		if (c->source.fd < 0)
			continue;
		if (!c->waiting)
			next = int64_min(next, c->idle_ms);
		else if (c->holds || c->pauses)
			next = int64_min(next, control_hold_deadline(c));
	}
	return next;
}

int control_init(bool under_init)
{
	static const int on = 1;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char path[PATH_MAX];
	int rc = paths_unit(path, NULL, "control");
	mode_t mask;

	self.under_init = under_init;
	self.pause_ms = INT64_MAX;
	self.listener = (struct loop_source){.fd = -1, .fn = connection};
	for (int i = 0; i < CLIENTS_MAX; i++)
		self.clients[i].source.fd = -1;
	if (rc < 0)
		return rc;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return failed("make %s", path);
	rc = fmt_print(
		address.sun_path, sizeof(address.sun_path), "%s/socket", path);
	if (rc < 0)
		return rc;
	if (unlink(address.sun_path) < 0 && errno != ENOENT)
		return failed("remove %s", address.sun_path);
	autofd int fd = socket(
		AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* accept(2) copies SO_PASSCRED, so each packet has its sender. */
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
		return failed("control socket");
	mask = umask(0177); /* bind(2) makes the socket with mode 0600 */
	rc = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (rc < 0 || listen(fd, CLIENTS_MAX) < 0)
		return failed("control socket %s", address.sun_path);
	self.listener.fd = take_fd(&fd);
	return loop_add(&self.listener, EPOLLIN);
}
