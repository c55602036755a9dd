/* SPDX-License-Identifier: MIT */
/*
 * How it works: an event of the kernel only says where to look.  tcrd asks the
 * kernel what is broken, before a repair and after it, so it does not matter
 * which events come, in which order, or whether some are lost.  The exception
 * is the firewall's table: only its events say who changed it, and tcrd's own
 * changes are among them.
 */
#include "supervisor/manager/guard.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/net.h"
#include "supervisor/base/loop.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/rungs/advertised.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>

#define EVENTS_MAX    64    /* how many are read in one turn of the loop */
#define DELAY_MIN_MS  250   /* between the first repair and the second */
#define DELAY_MAX_MS  400   /* between later ones: rules return in a second */
#define TIMES_MAX     200   /* repairs in a row before the long interval */
#define DELAY_LONG_MS 60000 /* the long interval */
#define QUIET_MS      60000 /* without a repair: the count begins again */

/* An event that names no interface: every interface is to be looked at. */
static const struct net_link_event about_all = {.name = ""};

static struct {
	const struct conf *conf;
	struct unit *units; /* units[i] belongs to the i-th of conf */
	struct loop_source tables, links;
	bool all;       /* events were lost: all units are to be looked at */
	int64_t due_ms; /* when guard_turn() has something to do */
} self = {.tables.fd = -1, .links.fd = -1, .due_ms = INT64_MAX};

static struct unit *find(const char *name)
{
	int i = conf_find(self.conf, name);

	return i < 0 ? NULL : &self.units[i];
}

static struct unit *firewall(void)
{
	return find(KIND_FIREWALL);
}

/*
 * Marks u to be mended; false: u is not up (it will be made as a whole), or is
 * marked already.
 */
static bool broke(struct unit *u)
{
	struct guard *g = &u->guard;
	int64_t now_ms = io_now_ms();

	if (!life_mendable(u) || u->stop_pending || g->broken)
		return false;
	if (g->mended_ms == 0 || now_ms - g->mended_ms >= QUIET_MS)
		g->delay_ms = g->times = 0;
	g->broken = true;
	g->failed = false;
	g->due_ms = now_ms + g->delay_ms;
	self.due_ms = now_ms;
	return true;
}

/* Whether a repair counts as a restart of u: no container is restarted by it.
 */
static bool counts(const struct unit *u)
{
	return u->file->kind != UNIT_CONTAINER && u->file->kind != UNIT_POD;
}

static void mended(struct unit *u)
{
	struct guard *g = &u->guard;

	if (!g->broken)
		return;
	g->broken = false;
	g->closed = false;
	g->mended_ms = io_now_ms();
	log_info("%s: is in order again", u->file->name);
	if (!counts(u))
		return;
	u->restarts++;
	u->restarts_seen++; /* units that require u do not restart with it */
	life_keep(u);
	/* udhcpc renews its lease: the default route was lost with the link. */
	if (u->file->kind == UNIT_UPLINK && u->pid > 0)
		(void)life_kill(u, SIGUSR1);
}

static void tables_changed(void *arg, uint32_t events)
{
	struct unit *u = firewall();
	char who[NET_WHO_MAX];

	(void)arg;
	(void)events;
	for (int i = 0; i < EVENTS_MAX; i++) {
		switch (net_watch_read(self.tables.fd, who)) {
		case NET_CHANGE_NONE:
			return;
		case NET_CHANGE_OTHER:
			break;
		case NET_CHANGE_OURS:
			mended(u);
			break;
		case NET_CHANGE_FOREIGN:
			if (!broke(u))
				break;
			life_cause(u, "its table was changed by %s", who);
			log_warn("%s: %s", u->file->name, u->cause);
			break;
		}
	}
}

static const char *word(enum net_link how)
{
	switch (how) {
	case NET_LINK_GONE:
		return "has gone";
	case NET_LINK_DOWN:
		return "was set down";
	case NET_LINK_BARE:
		return "has lost its address";
	case NET_LINK_LEFT:
		return "was taken off its bridge";
	case NET_LINK_FINE:
		break;
	}
	return "is well";
}

/* tcrd makes bridges and VLAN interfaces; others have to appear by themselves.
 */
static bool is_made_here(const struct unit *u)
{
	const struct net_uplink *up = &u->file->conf.uplink;

	return u->file->kind == UNIT_UPLINK ? up->vlan != 0
					    : rung_network_is_bridge(u->file);
}

/* Looks whether the interface of a network or an uplink is as it should be. */
static void look_at(struct unit *u)
{
	struct net_address addresses[RUNG_NETWORK_ADDRESSES_MAX];
	const char *name = rung_network_interface(u->file);
	enum net_link how = net_link_look(
		name, 0, addresses, rung_network_addresses(u->file, addresses));
	bool was_absent = u->guard.absent;

	u->guard.absent = how == NET_LINK_GONE;
	if (u->a.state == AUTO_BACKOFF && was_absent && !u->guard.absent)
		u->timer_ms = io_now_ms(); /* the interface of the unit has
					      appeared */
	if (how == NET_LINK_FINE || !life_mendable(u) || u->stop_pending)
		return;
	if (how == NET_LINK_GONE && !is_made_here(u)) {
		if (u->a.state != AUTO_RUNNING)
			return; /* u still starts, or is being stopped */
		life_cause(u, "its interface %s has gone", name);
		log_warn("%s: %s", u->file->name, u->cause);
		life_lost(u);
	} else if (broke(u)) {
		life_cause(u, "its interface %s %s", name, word(how));
		log_warn("%s: %s", u->file->name, u->cause);
	}
}

/* The network that a container's interface is on; NULL: it is no bridge. */
static struct unit *bridge_of(const struct unit_end *end)
{
	struct unit *u = find(end->network);

	return u && !u->file->bad && rung_network_is_bridge(u->file) ? u : NULL;
}

/*
 * Looks whether the interfaces that connect a container to bridges are as they
 * should be: the one that the event names, or all if it names none.
 */
static void look_at_ends(struct unit *u, const struct net_link_event *e)
{
	const struct unit_net *net = u->file->conf.net;

	for (size_t i = 0; i < net->end_count; i++) {
		char name[16];
		enum net_link how;

		rung_network_host_if(&net->ends[i], name);
		if (!bridge_of(&net->ends[i]) ||
			(*e->name && strcmp(name, e->name) != 0))
			continue;
		how = net_link_look(name, e->left, NULL, 0);
		if (how != NET_LINK_FINE && broke(u))
			log_warn("%s: its interface %s %s", u->file->name, name,
				word(how));
	}
}

/* Looks at the units that the event concerns. */
static void look(const struct net_link_event *e)
{
	for (size_t i = 0; i < self.conf->count; i++) {
		const struct unit_file *f = self.units[i].file;
		const char *name = f->bad ? NULL : rung_network_interface(f);
		bool is_it = name &&
			     (!*e->name || !strcmp(name, e->name) ||
				     !strcmp(f->conf.uplink.parent, e->name));

		if (is_it)
			look_at(&self.units[i]);
		else if (!f->bad && f->conf.net &&
			 life_mendable(&self.units[i]))
			look_at_ends(&self.units[i], e);
	}
}

/* u is an uplink that takes resolvers which routers advertise on interface. */
static bool listens(const struct unit *u, const char *interface)
{
	const struct net_uplink *up = &u->file->conf.uplink;

	return u->file->kind == UNIT_UPLINK && !u->file->bad && u->a.want &&
	       !up->no_ra && strcmp(up->name, interface) == 0;
}

static void resolvers_advertised(const struct net_link_event *e)
{
	for (size_t i = 0; i < self.conf->count; i++)
		if (listens(&self.units[i], e->name)) {
			advertised_take(&self.units[i].advertised, e);
			return;
		}
}

static void links_changed(void *arg, uint32_t events)
{
	struct net_link_event e;

	(void)arg;
	(void)events;
	for (int i = 0; i < EVENTS_MAX && net_links_read(self.links.fd, &e);
		i++) {
		if (e.resolver_count > 0)
			resolvers_advertised(&e);
		else if (*e.name)
			look(&e);
		else
			self.all = true;
	}
	if (self.all)
		self.due_ms = io_now_ms();
}

static void watch(struct loop_source *s, int fd,
	void (*changed)(void *arg, uint32_t events))
{
	*s = (struct loop_source){.fd = fd, .fn = changed};
	if (fd >= 0)
		(void)loop_add(s, EPOLLIN);
}

void guard_init(const struct conf *conf, struct unit *units)
{
	bool links = false;

	self.conf = conf;
	self.units = units;
	for (size_t i = 0; i < self.conf->count; i++)
		links |= self.units[i].file->kind == UNIT_NETWORK ||
			 self.units[i].file->kind == UNIT_UPLINK;
	if (firewall())
		watch(&self.tables, net_watch_open(), tables_changed);
	if (links)
		watch(&self.links, net_links_open(), links_changed);
	/* Something may have changed while no tcrd ran. */
	self.all = links;
	self.due_ms = 0;
}

/* Whether the bridges of u are in order: a container is mended after them. */
static bool bridges_are_there(const struct unit *u)
{
	const struct unit_net *net = u->file->conf.net;

	for (size_t i = 0; net && i < net->end_count; i++) {
		struct unit *b = bridge_of(&net->ends[i]);

		if (!b)
			continue;
		look_at(b);
		if (b->guard.broken || b->a.state != AUTO_RUNNING)
			return false;
	}
	return true;
}

/*
 * Whether a bridge of u is out of order, or was since the repair of u was
 * ordered: a repair that failed says nothing of u then, and is done again.
 */
static bool bridge_broke(const struct unit *u)
{
	const struct unit_net *net = u->file->conf.net;

	if (!bridges_are_there(u))
		return true;
	for (size_t i = 0; net && i < net->end_count; i++) {
		struct unit *b = bridge_of(&net->ends[i]);

		if (b && b->guard.mended_ms >= u->guard.ordered_ms)
			return true;
	}
	return false;
}

/* Orders a repair; the interval to the next one grows. */
static void mend(struct unit *u, int64_t now_ms)
{
	struct guard *g = &u->guard;

	u->job = JOB_MEND;
	g->ordered_ms = now_ms;
	g->delay_ms = g->delay_ms ? DELAY_MAX_MS : DELAY_MIN_MS;
	if (g->times < TIMES_MAX)
		g->times++;
	else
		g->delay_ms = DELAY_LONG_MS;
	g->due_ms = now_ms + g->delay_ms;
}

/* Does the next step of repairing u, and sets when the one after is due. */
static void step(struct unit *u, int64_t now_ms)
{
	struct guard *g = &u->guard;
	bool busy = u->job != JOB_NONE || u->task.pid != 0;

	if (!life_mendable(u) || u->stop_pending) { /* u is not up any more */
		g->broken = false;
		return;
	}
	if (now_ms >= g->due_ms) {
		if (!busy && bridges_are_there(u))
			mend(u, now_ms);
		else
			g->due_ms = now_ms + DELAY_MIN_MS;
	} else if (u == firewall() && !g->closed && !busy) {
		u->job = JOB_CLOSE; /* without rules nothing is forwarded */
		g->closed = true;
	}
	if (g->due_ms < self.due_ms)
		self.due_ms = g->due_ms;
}

void guard_turn(int64_t now_ms)
{
	if (now_ms < self.due_ms)
		return;
	if (self.all)
		look(&about_all);
	self.all = false;
	self.due_ms = INT64_MAX;
	for (size_t i = 0; i < self.conf->count; i++)
		if (self.units[i].guard.broken)
			step(&self.units[i], now_ms);
}

int64_t guard_deadline(void)
{
	return self.due_ms;
}

/*
 * The firewall is not judged here but by the events of its table
 * (tables_changed()), which come in the order of the changes.
 */
void guard_mended(struct unit *u, int rc, const char *text)
{
	if (u == firewall() || !u->guard.broken || !life_mendable(u))
		return;
	if (rc < 0 && bridge_broke(u))
		return;
	/* A first failure may be a passing one: the repair is tried again. */
	if (rc < 0 && !u->guard.failed) {
		u->guard.failed = true;
		return;
	}
	if (rc < 0) {
		u->guard.broken = false;
		life_cause(u, "cannot be mended: %s",
			*text ? text : strerror(-rc));
		life_lost(u);
		return;
	}
	mended(u);
	/* Something may have changed again during the repair. */
	if (rung_network_interface(u->file))
		look_at(u);
	else
		look_at_ends(u, &about_all);
}
