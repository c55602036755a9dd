/* SPDX-License-Identifier: MIT */
/*
 * Handles inotify events: of readers that open a status FIFO
 * (status_readers.c), and of new DHCP leases, which may have other resolvers
 * for tcr-dns.
 */
#include "supervisor/serve/status_fifo.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/loop.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/manager.h"
#include "supervisor/rungs/dnsd.h"
#include "supervisor/serve/status_readers.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <limits.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

static struct {
	struct loop_source inotify;
	int lease_watch;
	bool leases_changed;
} self;

static void on_inotify(void *arg, uint32_t events)
{
	char buf[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = read(self.inotify.fd, buf, sizeof(buf));

	(void)arg;
	(void)events;
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(buf + at);

		/* IN_Q_OVERFLOW: events were lost, and wd is -1. */
		if (e->mask & (IN_OPEN | IN_Q_OVERFLOW))
			status_readers_opened(e->wd);
		self.leases_changed |= e->wd == self.lease_watch;
		at += (ssize_t)sizeof(*e) + e->len;
	}
}

void status_fifo_turn(void)
{
	struct unit *dns = manager_find(KIND_DNS);

	status_readers_turn(io_now_ms());
	if (!self.leases_changed)
		return;
	self.leases_changed = false;
	if (dns && dns->a.state == AUTO_RUNNING && !dns->stop_pending &&
		dnsd_stale(manager_conf())) {
		log_info("tcr-dns: restarting, as there are new resolvers");
		goals_restart(dns);
	}
}

int64_t status_fifo_deadline(void)
{
	return status_readers_deadline();
}

/* Makes a link to a FIFO of public/. */
static int make_link(const char *leaf)
{
	char link[PATH_MAX], to[32];
	int rc = paths_unit(link, NULL, leaf);

	if (rc == 0)
		rc = fmt_print(to, sizeof(to), "public/%s", leaf);
	if (rc < 0)
		return rc;
	if (symlink(to, link) < 0 && errno != EEXIST)
		return failed("link %s", link);
	return 0;
}

int status_fifo_init(void)
{
	char leases[PATH_MAX];
	int rc = paths_unit(leases, NULL, "leases");

	if (rc < 0)
		return rc;
	self.inotify = (struct loop_source){.fn = on_inotify,
		.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
	if (self.inotify.fd < 0)
		return failed("inotify");
	self.lease_watch = inotify_add_watch(
		self.inotify.fd, leases, IN_MOVED_TO | IN_DELETE);
	rc = status_readers_init(self.inotify.fd);
	if (rc == 0)
		rc = make_link("status");
	if (rc == 0)
		rc = make_link("metrics");
	return rc < 0 ? rc : loop_add(&self.inotify, EPOLLIN);
}
