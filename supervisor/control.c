/* SPDX-License-Identifier: MIT */
/*
 * Root's commands over a SOCK_SEQPACKET socket: one packet is one request, so
 * there is no framing to get wrong.  Who may: uid 0 (SO_PEERCRED) outside of
 * the containers' cgroups; the socket is 0600 in a 0700 directory besides.
 * Static: 16 clients, one request each; a slow one costs its slot for 5
 * seconds.
 */
#include "supervisor/control.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/cgroup.h"
#include "supervisor/goals.h"
#include "supervisor/life.h"
#include "supervisor/loop.h"
#include "supervisor/manager.h"
#include "supervisor/paths.h"
#include "supervisor/reload.h"
#include "supervisor/signals.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CLIENTS_MAX 16
#define REQUEST_MAX 4096
#define IDLE_MS     5000
#define NAMES_MAX   64  /* units in one request */
#define PAUSE_MS    100 /* before accepting again when descriptors are out */

/* tcrctl's exit codes. */
enum code {
	CODE_FAILED = 1,
	CODE_USAGE = 2,
	CODE_NO_UNIT = 4,
	CODE_BAD_CONFIG = 5,
};

struct client {
	struct loop_source source;
	int64_t idle_ms; /* until when its request must have come */
	bool waiting;    /* for units to settle */
	bool down;       /* they are to be down, not up */
	bool reload;     /* they are what a reload set in motion */
	bool refused;    /* ... and there are bad units */
	bool commands;   /* their ReloadCmd= runs */
	size_t failed;   /* units that a command did not reach */
	struct unit *units[NAMES_MAX];
	size_t count;
};

static struct {
	struct loop_source listener;
	struct client clients[CLIENTS_MAX];
	bool under_init;
	int64_t pause_ms; /* until when we do not accept */
} self;

static void leave(struct client *c)
{
	int fd = c->source.fd;

	loop_remove(&c->source);
	if (fd >= 0)
		close(fd);
	c->waiting = false;
	c->count = 0;
}

static void client_ready(void *arg, uint32_t events);

static void answer(struct client *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A client that does not read loses the answer, nothing else. */
static void answer(struct client *c, const char *format, ...)
{
	char text[UNIT_CAUSE_MAX + 128];
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(text, sizeof(text), format, ap);
	va_end(ap);
	(void)send(
		c->source.fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Up is up, and a oneshot that has done its work is as good. */
static bool well(const struct unit *u, bool down)
{
	if (down)
		return u->a.state == AUTO_DOWN;
	return automaton_ready(&u->a, &u->policy);
}

static void conclude(struct client *c)
{
	if (c->failed)
		answer(c, "error %d %zu of %zu units failed", CODE_FAILED,
			c->failed, c->count);
	else if (c->refused)
		answer(c, "error %d there are bad units", CODE_BAD_CONFIG);
	else
		answer(c, "ok");
	leave(c);
}

/* Answers if every ReloadCmd= of the client's units has ended. */
static void check_commands(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->units[i]->reload && c->units[i]->reload->task.pid)
			return;
	for (size_t i = 0; i < c->count; i++) {
		const struct life_reload *r = c->units[i]->reload;

		if (!r || r->rc == 0)
			continue;
		c->failed++;
		answer(c, "note %s: ReloadCmd=: %s", c->units[i]->file->name,
			*r->text ? r->text : "failed");
	}
	conclude(c);
}

/* Answers if all units of the client have settled. */
static void check(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (!manager_settled(c->units[i]))
			return;
	for (size_t i = 0; i < c->count; i++) {
		const struct unit *u = c->units[i];

		if (well(u, c->down) || (c->reload && !u->a.want))
			continue;
		c->failed++;
		answer(c, "note %s: %s%s%s", u->file->name,
			manager_unit_state(u), *u->cause ? ": " : "", u->cause);
	}
	conclude(c);
}

/* The successor answers: what waits here is told that it will not. */
static void reload(struct client *c)
{
	if (goals_ending() || reload_asked()) {
		answer(c, "error %d %s", CODE_FAILED,
			goals_ending() ? "the units are being stopped"
				       : "that is under way already");
		leave(c);
		return;
	}
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *other = &self.clients[i];

		if (other->source.fd < 0 || !other->waiting)
			continue;
		answer(other,
			"error %d not waited for: the units are read "
			"anew; what was asked for goes on",
			CODE_FAILED);
		leave(other);
	}
	reload_ask(c->source.fd);
	loop_remove(&c->source); /* and forgets the descriptor */
}

/* Tells who asked for the reload what came of it, once units have settled. */
void control_reloaded(int fd)
{
	struct client *c = &self.clients[0];
	size_t count;
	struct unit *units = manager_units(&count);

	*c = (struct client){.source = {.fd = fd, .fn = client_ready, .arg = c},
		.waiting = true,
		.reload = true};
	if (loop_add(&c->source, EPOLLIN | EPOLLRDHUP) < 0) {
		c->source.fd = -1;
		close(fd);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct unit_file *f = units[i].file;

		if (f->stale)
			answer(c, "note %s stays as it was: %s", f->name,
				f->stale);
		else if (f->bad && !f->masked)
			answer(c, "note %s", f->bad);
		c->refused |= f->stale || (f->bad && !f->masked);
		/* Not a oneshot that has been at work before. */
		if (!manager_settled(&units[i]) &&
			units[i].a.state != AUTO_RUNNING &&
			c->count < NAMES_MAX)
			c->units[c->count++] = &units[i];
	}
	check(c); /* nothing may happen that wakes us */
}

/* Finds every unit before anything is done to any. */
static bool find_units(struct client *c, char *names, bool start, bool stop)
{
	char *save = NULL;

	for (char *n = strtok_r(names, " ", &save); n;
		n = strtok_r(NULL, " ", &save)) {
		struct unit *u = manager_find(n);

		if (!u) {
			answer(c, "error %d no unit '%s'", CODE_NO_UNIT, n);
			return false;
		}
		if (start && u->file->bad) {
			answer(c, "error %d %s", CODE_BAD_CONFIG, u->file->bad);
			return false;
		}
		if ((start && u->file->conf.goals.refuse_start) ||
			(stop && u->file->conf.goals.refuse_stop)) {
			answer(c, "error %d %s: its file says RefuseManual%s=",
				CODE_FAILED, u->file->name,
				stop && u->file->conf.goals.refuse_stop
					? "Stop"
					: "Start");
			return false;
		}
		if (c->count == NAMES_MAX) {
			answer(c, "error %d more than %d units", CODE_USAGE,
				NAMES_MAX);
			return false;
		}
		c->units[c->count++] = u;
	}
	if (c->count == 0)
		answer(c, "error %d name a unit", CODE_USAGE);
	return c->count > 0;
}

static void act(struct client *c, void (*verb)(struct unit *u), bool down)
{
	c->down = down;
	c->waiting = true;
	for (size_t i = 0; i < c->count; i++)
		verb(c->units[i]);
}

/* Sends them a signal, or with 0 has them reload. */
static void signal_units(struct client *c, int sig)
{
	for (size_t i = 0; i < c->count; i++) {
		struct unit *u = c->units[i];
		int rc = sig ? life_kill(u, sig) : life_reload(u);

		if (rc == 0)
			continue;
		c->failed++;
		answer(c, "note %s: %s", u->file->name,
			rc == -ESRCH     ? "it does not run"
			: rc == -ENOTSUP ? "no ReloadSignal= and no ReloadCmd="
			: rc == -EBUSY   ? "it is being reloaded"
					 : strerror(-rc));
	}
	c->waiting = c->commands = sig == 0;
	if (sig)
		conclude(c);
}

/* "kill SIGNAL NAME..." */
static void kill_units(struct client *c, char *words)
{
	char *names = strchr(words, ' ');
	int sig;

	if (names)
		*names++ = 0;
	sig = signals_parse(words);
	if (sig < 0)
		answer(c, "error %d no signal '%s'", CODE_USAGE, words);
	if (sig < 0 || !find_units(c, names ? names : words, false, false))
		leave(c);
	else
		signal_units(c, sig);
}

static void reload_units(struct client *c)
{
	signal_units(c, 0);
}

static void reset_failed(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		life_event(c->units[i], AUTO_RESET);
	conclude(c);
}

/* PID 1 takes over: it will ask us to stop the units. */
static void end_device(struct client *c, int sig)
{
	if (!self.under_init)
		answer(c, "error %d tcr-init is not PID 1 here", CODE_FAILED);
	else if (kill(1, sig) < 0)
		answer(c, "error %d signal PID 1: %s", CODE_FAILED,
			strerror(errno));
	else
		answer(c, "ok");
	leave(c);
}

/* Requests that are about units. */
static const struct verb {
	const char *name;
	void (*goal)(struct unit *u);      /* what is done to each */
	void (*command)(struct client *c); /* or to all */
	bool start, stop;                  /* a unit may refuse such */
} verbs[] = {
	{"start", goals_start, NULL, true, false},
	{"stop", goals_stop, NULL, false, true},
	{"restart", goals_restart, NULL, true, true},
	{"reload", NULL, reload_units, false, false},
	{"reset-failed", NULL, reset_failed, false, false},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static void request(struct client *c, char *text)
{
	char *names = strchr(text, ' ');
	const struct verb *verb;

	if (names)
		*names++ = 0;
	else
		names = text + strlen(text);
	verb = find_verb(text);
	if (strcmp(text, "poweroff") == 0) {
		end_device(c, SIGUSR1);
	} else if (strcmp(text, "reboot") == 0) {
		end_device(c, SIGTERM);
	} else if (strcmp(text, "reload-config") == 0) {
		reload(c);
	} else if (strcmp(text, "kill") == 0) {
		kill_units(c, names);
	} else if (!verb) {
		answer(c, "error %d unknown request", CODE_USAGE);
		leave(c);
	} else if (!find_units(c, names, verb->start, verb->stop)) {
		leave(c);
	} else if (verb->goal) {
		act(c, verb->goal, !verb->start);
	} else {
		verb->command(c);
	}
}

static void client_ready(void *arg, uint32_t events)
{
	struct client *c = arg;
	char text[REQUEST_MAX + 1];
	ssize_t n = recv(c->source.fd, text, sizeof(text), MSG_DONTWAIT);

	(void)events; /* recv tells a request from an end */
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || c->waiting) { /* gone, or one request too many */
		leave(c);
		return;
	}
	if (n > REQUEST_MAX || memchr(text, 0, (size_t)n)) {
		answer(c, "error %d malformed request", CODE_USAGE);
		leave(c);
		return;
	}
	text[n] = 0;
	if (text[n - 1] == '\n')
		text[n - 1] = 0;
	request(c, text);
}

static bool allowed(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.uid == 0 && !cgroup_owns_any(peer.pid);
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

	(void)arg;
	(void)events;
	if (fd < 0) {
		/* Out of descriptors: level-triggered epoll would spin. */
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
			self.pause_ms = io_now_ms() + PAUSE_MS;
			loop_change(&self.listener, 0);
		}
		return;
	}
	if (!allowed(fd)) {
		turn_away(fd, "error 1 only root of the device");
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
	if (self.pause_ms <= now_ms) {
		self.pause_ms = INT64_MAX;
		loop_change(&self.listener, EPOLLIN);
	}
	for (int i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &self.clients[i];

		if (c->source.fd < 0)
			continue;
		if (c->commands)
			check_commands(c);
		else if (c->waiting)
			check(c);
		else if (c->idle_ms <= now_ms)
			leave(c);
	}
}

int64_t control_deadline(void)
{
	int64_t next = self.pause_ms;

	for (int i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &self.clients[i];

		if (c->source.fd >= 0 && !c->waiting && c->idle_ms < next)
			next = c->idle_ms;
	}
	return next;
}

int control_init(bool under_init)
{
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
	if (fd < 0)
		return failed("control socket");
	mask = umask(0177); /* never another mode, not for an instant */
	rc = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	umask(mask);
	if (rc < 0 || listen(fd, CLIENTS_MAX) < 0)
		return failed("control socket %s", address.sun_path);
	self.listener.fd = take_fd(&fd);
	return loop_add(&self.listener, EPOLLIN);
}
