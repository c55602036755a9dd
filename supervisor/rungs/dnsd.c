/* SPDX-License-Identifier: MIT */
/*
 * tcr-dns is replaced whenever names, networks or resolvers change.  No
 * question is lost: tcrd keeps open the sockets on which tcr-dns listens, and a
 * FIFO with the questions that the one before could not answer any more.
 */
#include "supervisor/rungs/dnsd.h"

#include "init/io.h"
#include "init/log.h"
#include "net/net.h"
#include "supervisor/base/daemon.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/names.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASKED_BYTES (256 << 10)

static struct {
	int asked;    /* both ends of the FIFO of questions; -1: not open */
	int counters; /* the file of net_dns_counters; -1: not open */
} self = {.asked = -1, .counters = -1};

/*
 * Opens the FIFO.  Its content is kept for as long as tcrd or a tcr-dns has it
 * open.
 */
static void open_asked(void)
{
	char path[PATH_MAX];

	if (self.asked >= 0 || paths_unit(path, KIND_DNS, "asked") < 0)
		return;
	(void)mkfifo(path, 0600); /* it may be there already */
	self.asked = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (self.asked < 0)
		(void)failed("open %s", path);
	else
		(void)fcntl(self.asked, F_SETPIPE_SZ, ASKED_BYTES);
}

static void open_counters(void)
{
	char path[PATH_MAX];

	if (self.counters >= 0 || paths_unit(path, KIND_DNS, "counters") < 0)
		return;
	self.counters = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (self.counters < 0 ||
		ftruncate(self.counters, NET_DNS_COUNTERS_BYTES) < 0)
		(void)failed("open %s", path);
}

bool dnsd_counters(struct net_dns_counters *counters)
{
	return pread(self.counters, counters, sizeof(*counters), 0) ==
	       (ssize_t)sizeof(*counters);
}

/*
 * Runs in the child.  The FIFO comes first: the sockets get fixed descriptors,
 * and the FIFO's may be one of these.
 */
static unsigned hand_on(void)
{
	if (self.asked >= 0)
		(void)dup2(self.asked, STDOUT_FILENO);
	return net_dns_hand_on(self.counters);
}

void dnsd_adopt(int pidfd)
{
	open_asked();
	open_counters();
	net_dns_adopt(pidfd);
}

static int config_path(char path[PATH_MAX])
{
	return paths_unit(path, KIND_DNS, "config");
}

pid_t dnsd_spawn(const struct rung_context *c, int output)
{
	char *text = malloc(NAMES_DNS_MAX);
	char program[PATH_MAX], path[PATH_MAX];
	char *argv[] = {program, NULL};
	int len, rc;

	if (!text)
		return failed("tcr-dns: configuration");
	len = names_dns(c->conf, text, NAMES_DNS_MAX, true);
	rc = len < 0 ? len : paths_program(program, "tcr-dns");
	if (rc == 0)
		rc = config_path(path);
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600);
	if (rc == 0) {
		open_asked();
		open_counters();
		net_dns_open(text);
		rc = daemon_spawn(c->unit->name, argv, text, (size_t)len,
			output, hand_on);
	}
	free(text);
	return rc;
}

bool dnsd_stale(const struct conf *conf)
{
	char *text = malloc(2 * NAMES_DNS_MAX);
	char path[PATH_MAX];
	int len = text ? names_dns(conf, text, NAMES_DNS_MAX, false) : -ENOMEM;
	bool stale = false;

	if (len >= 0 && config_path(path) == 0) {
		char *old = text + NAMES_DNS_MAX;
		ssize_t n = io_read_file(AT_FDCWD, path, old, NAMES_DNS_MAX);

		stale = n != len || memcmp(text, old, (size_t)len) != 0;
	}
	free(text);
	return stale;
}
