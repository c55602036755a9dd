/* SPDX-License-Identifier: MIT */
#include "supervisor/guard.h"

#include "init/io.h"
#include "init/log.h"
#include "net/net.h"
#include "supervisor/life.h"
#include "supervisor/loop.h"
#include "supervisor/manager.h"

#include <sys/epoll.h>

#define EVENTS_MAX   64    /* that are taken in one turn */
#define DELAY_MIN_MS 250   /* before the second in a row */
#define DELAY_MAX_MS 60000 /* and at last */
#define QUIET_MS     60000 /* after which the next one is a first again */

static struct {
	struct loop_source source;
	bool broken;       /* the table is not what it is to be */
	int64_t due_ms;    /* when it may be put up again */
	int64_t mended_ms; /* when it was, last */
	int64_t delay_ms;
} self = {.source = {.fd = -1}};

static struct unit *firewall(void)
{
	struct unit *u = manager_find(CONF_FIREWALL);

	return u && u->a.state == AUTO_RUNNING && !u->stop_pending ? u : NULL;
}

static void broke(const char *who)
{
	struct unit *u = firewall();
	int64_t now_ms = io_now_ms();

	if (!u || self.broken)
		return;
	if (now_ms - self.mended_ms >= QUIET_MS)
		self.delay_ms = 0;
	self.broken = true;
	self.due_ms = now_ms + self.delay_ms;
	life_cause(u, "its table was changed by %s", who);
	log_warn("%s: %s", u->file->name, u->cause);
}

static void mended(void)
{
	struct unit *u = firewall();

	if (!u || !self.broken)
		return;
	self.broken = false;
	self.mended_ms = io_now_ms();
	u->restarts++;
	u->restarts_seen++; /* what hangs on it has lost nothing */
	life_keep(u);
	log_info("%s: the table is as it is to be again", u->file->name);
}

static void changes(void *arg, uint32_t events)
{
	(void)arg;
	(void)events;
	for (int i = 0; i < EVENTS_MAX; i++) {
		char who[NET_WHO_MAX];

		switch (net_watch_read(self.source.fd, who)) {
		case NET_CHANGE_NONE:
			return;
		case NET_CHANGE_OTHER:
			break;
		case NET_CHANGE_OURS:
			mended();
			break;
		case NET_CHANGE_FOREIGN:
			broke(who);
			break;
		}
	}
}

void guard_init(void)
{
	if (!manager_find(CONF_FIREWALL))
		return;
	self.source =
		(struct loop_source){.fd = net_watch_open(), .fn = changes};
	self.mended_ms = -QUIET_MS;
	if (self.source.fd >= 0)
		(void)loop_add(&self.source, EPOLLIN);
}

/* A job that fails leaves it broken: it is tried again, later. */
void guard_turn(int64_t now_ms)
{
	struct unit *u = firewall();

	if (!self.broken || now_ms < self.due_ms)
		return;
	if (!u) { /* going down, or coming up as a whole */
		self.broken = false;
		return;
	}
	if (u->job != JOB_NONE || u->task.pid != 0) {
		self.due_ms = now_ms + DELAY_MIN_MS;
		return;
	}
	u->job = JOB_MEND;
	self.delay_ms = self.delay_ms ? self.delay_ms * 2 : DELAY_MIN_MS;
	if (self.delay_ms > DELAY_MAX_MS)
		self.delay_ms = DELAY_MAX_MS;
	self.due_ms = now_ms + self.delay_ms;
}

int64_t guard_deadline(void)
{
	return self.broken ? self.due_ms : INT64_MAX;
}
