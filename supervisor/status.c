/* SPDX-License-Identifier: MIT */
/*
 * The status FIFO, and a watch on DHCP's leases (the other inotify user).
 *
 * How it works.  Opening a FIFO for reading blocks until there is a writer, and
 * inotify says nothing before that, so we keep it open for reading and writing.
 * When a reader comes (IN_OPEN), a fresh FIFO takes its place by rename, then
 * the whole document goes into the old one, made large enough before, and our
 * end is closed: that reader has a document and an EOF of its own, whether it
 * reads now, slowly or never.  Two who open the same FIFO before the rename:
 * one may get it all, the other an EOF without text, and has to open again
 * (tcrctl does).
 *
 * The directory is what containers may mount: a FIFO itself would stay behind.
 */
#include "supervisor/status.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/document.h"
#include "supervisor/goals.h"
#include "supervisor/loop.h"
#include "supervisor/manager.h"
#include "supervisor/paths.h"
#include "supervisor/rungs.h"
#include "supervisor/units/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_MAX (1 << 20) /* fs.pipe-max-size by default */

static struct {
	struct loop_source inotify;
	int fifo_watch;
	int lease_watch;
	int fifo; /* the one that waits for a reader */
	char path[PATH_MAX];
	char fresh[PATH_MAX];
	char *document;
	size_t size;
	bool leases_changed;
} self; /* zero, or its paths would be in the program */

/* Puts a new FIFO in place and watches it; 0 or -errno. */
static int renew(void)
{
	if (unlink(self.fresh) < 0 && errno != ENOENT)
		return failed("remove %s", self.fresh);
	if (mkfifo(self.fresh, 0444) < 0 || chmod(self.fresh, 0444) < 0)
		return failed("make %s", self.fresh);
	autofd int fd = open(self.fresh, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return failed("open %s", self.fresh);
	self.fifo_watch =
		inotify_add_watch(self.inotify.fd, self.fresh, IN_OPEN);
	if (self.fifo_watch < 0)
		return failed("watch %s", self.fresh);
	if (rename(self.fresh, self.path) < 0)
		return failed("rename %s", self.fresh);
	self.fifo = take_fd(&fd);
	return 0;
}

/* Serves whoever has opened the FIFO that was in place. */
static void serve(void)
{
	autofd int old = take_fd(&self.fifo);
	int watch = self.fifo_watch;
	int len;

	(void)renew(); /* logged; the old one is served all the same */
	(void)inotify_rm_watch(self.inotify.fd, watch);
	len = document_write(self.document, self.size);
	if (len < 0) {
		log_err("status: the document does not fit %zu bytes",
			self.size);
		return;
	}
	if (len > 65536 && fcntl(old, F_SETPIPE_SZ, len) < 0)
		log_warn("status: pipe of %d bytes: %s", len, strerror(errno));
	(void)io_write_all(old, self.document, (size_t)len);
}

static void on_inotify(void *arg, uint32_t events)
{
	char buf[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = read(self.inotify.fd, buf, sizeof(buf));
	bool opened = false;

	(void)arg;
	(void)events;
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(buf + at);

		opened |= e->wd == self.fifo_watch && (e->mask & IN_OPEN);
		self.leases_changed |= e->wd == self.lease_watch;
		at += (ssize_t)sizeof(*e) + e->len;
	}
	if (opened && self.fifo >= 0)
		serve();
}

void status_turn(void)
{
	struct unit *dns = manager_find(CONF_DNS);

	if (self.fifo < 0 && self.inotify.fd >= 0)
		(void)renew(); /* no descriptor was left, say: try again */
	if (!self.leases_changed)
		return;
	self.leases_changed = false;
	if (dns && dns->a.state == AUTO_RUNNING && !dns->stop_pending &&
		rungs_dns_stale(manager_conf())) {
		log_info("tcr-dns: new resolvers, replacing it");
		goals_restart(dns);
	}
}

static int make_link(void)
{
	char link[PATH_MAX];
	int rc = paths_unit(link, NULL, "status");

	if (rc < 0)
		return rc;
	if (symlink("public/status", link) < 0 && errno != EEXIST)
		return failed("link %s", link);
	return 0;
}

int status_init(void)
{
	char leases[PATH_MAX];
	size_t count;
	int rc;

	self.fifo = self.inotify.fd = -1;
	(void)manager_units(&count);
	self.size = document_size(count);
	self.size = self.size < PIPE_MAX ? self.size : PIPE_MAX;
	self.document = malloc(self.size);
	if (!self.document)
		return -ENOMEM;
	if ((rc = paths_unit(self.path, NULL, "public/status")) < 0 ||
		(rc = paths_unit(self.fresh, NULL, "public/.status")) < 0 ||
		(rc = paths_unit(leases, NULL, "leases")) < 0)
		return rc;
	self.inotify = (struct loop_source){.fn = on_inotify,
		.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK)};
	if (self.inotify.fd < 0)
		return failed("inotify");
	self.lease_watch = inotify_add_watch(
		self.inotify.fd, leases, IN_MOVED_TO | IN_DELETE);
	rc = renew();
	if (rc == 0)
		rc = make_link();
	return rc < 0 ? rc : loop_add(&self.inotify, EPOLLIN);
}
