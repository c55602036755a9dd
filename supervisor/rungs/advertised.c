/* SPDX-License-Identifier: MIT */
/*
 * Resolvers from router advertisements, in a file for each interface.  A line
 * is an address and the time when it expires, in milliseconds of
 * CLOCK_MONOTONIC.  Anyone on the link can advertise, so the number of
 * resolvers and the number of changes are bounded.
 */
#include "supervisor/rungs/advertised.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "net/address.h"
#include "net/net.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MAX    512
#define WINDOW_MS   10000 /* in this time of each uplink ... */
#define CHANGES_MAX 16    /* ... this many advertisements are taken */

struct list {
	struct {
		struct in6_addr address;
		int64_t until_ms;
	} at[NET_DNS_MAX];
	size_t count;
};

static struct {
	int64_t due_ms; /* when a resolver may expire; 0: read the files */
} self;

static int path_of(const char *interface, char path[PATH_MAX])
{
	return fmt_print(
		path, PATH_MAX, "%s/leases/%s:6", paths_run(), interface);
}

static struct list load(const char *interface)
{
	char path[PATH_MAX], text[TEXT_MAX], *save = NULL;
	struct list l = {0};

	if (path_of(interface, path) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return l; /* nothing was advertised yet */
	for (char *line = strtok_r(text, "\n", &save);
		line && l.count < NET_DNS_MAX;
		line = strtok_r(NULL, "\n", &save)) {
		char *space = strchr(line, ' ');

		if (!space)
			continue;
		*space = 0;
		l.at[l.count].until_ms =
			(int64_t)text_digits(space + 1, NULL, 10);
		l.count +=
			address_read_zoned(line, &l.at[l.count].address) == 0;
	}
	return l;
}

static void store(const char *interface, const struct list *l)
{
	char path[PATH_MAX], room[TEXT_MAX], ip[ADDRESS_TEXT_MAX];
	struct text t = {.buf = room, .size = sizeof(room)};
	int rc = path_of(interface, path);

	if (rc < 0)
		return;
	if (l->count == 0) {
		(void)advertised_remove(interface); /* it logs a failure */
		return;
	}
	for (size_t i = 0; i < l->count; i++)
		text_put(&t, "%s %lld\n", address_write(&l->at[i].address, ip),
			(long long)l->at[i].until_ms);
	rc = t.rc;
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, room, t.len, 0644);
	if (rc < 0)
		log_err("%s: cannot keep its resolvers: %s", interface,
			strerror(-rc));
}

size_t advertised_read(const char *interface, struct in6_addr *to)
{
	struct list l = load(interface);

	for (size_t i = 0; i < l.count; i++)
		to[i] = l.at[i].address;
	return l.count;
}

int advertised_remove(const char *interface)
{
	char path[PATH_MAX];
	int rc = path_of(interface, path);

	if (rc < 0)
		return rc;
	return unlink(path) < 0 && errno != ENOENT ? failed("remove %s", path)
						   : 0;
}

/* Removes resolvers that have expired; true: there were some. */
static bool prune(struct list *l, int64_t now_ms)
{
	size_t kept = 0;
	bool over;

	for (size_t i = 0; i < l->count; i++)
		if (l->at[i].until_ms > now_ms)
			l->at[kept++] = l->at[i];
	over = kept < l->count;
	l->count = kept;
	return over;
}

/*
 * Adds a resolver or sets its new time; when there is no room the earlier ones
 * stay.  Returns whether the list has changed: a time that moves by less than a
 * tenth of life_ms does not count.
 */
static bool merge(struct list *l, const struct in6_addr *a, int64_t life_ms,
	int64_t now_ms)
{
	int64_t until_ms = now_ms + life_ms, moved;
	size_t i = 0;

	while (i < l->count && !address_is(&l->at[i].address, a))
		i++;
	if (i == NET_DNS_MAX || (i == l->count && life_ms == 0))
		return false;
	moved = i < l->count ? until_ms - l->at[i].until_ms : life_ms;
	if (life_ms > 0 && moved < life_ms / 10 && moved > -life_ms / 10)
		return false;
	l->at[i].address = *a;
	l->at[i].until_ms = until_ms;
	l->count += i == l->count;
	return true;
}

/* Counts an advertisement of this uplink; false: it is one too many. */
static bool allowed(struct advertised *a, int64_t now_ms)
{
	if (now_ms - a->window_ms >= WINDOW_MS) {
		a->window_ms = now_ms;
		a->changes = 0;
	}
	return a->changes++ < CHANGES_MAX;
}

void advertised_take(struct advertised *a, const struct net_link_event *e)
{
	int64_t now_ms = io_now_ms();
	struct list l;
	bool changed = false;

	if (!allowed(a, now_ms))
		return;
	l = load(e->name);
	for (size_t i = 0; i < e->resolver_count; i++)
		changed |= merge(&l, &e->resolvers[i],
			(int64_t)e->lifetime_s * 1000, now_ms);
	changed |= prune(&l, now_ms);
	if (changed)
		store(e->name, &l);
	self.due_ms = 0;
}

void advertised_turn(const struct conf *conf, int64_t now_ms)
{
	if (now_ms < self.due_ms)
		return;
	self.due_ms = INT64_MAX;
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];
		const char *name = u->conf.uplink.name;
		struct list l;

		if (u->kind != UNIT_UPLINK || u->bad)
			continue;
		l = load(name);
		if (prune(&l, now_ms))
			store(name, &l);
		for (size_t r = 0; r < l.count; r++)
			if (l.at[r].until_ms < self.due_ms)
				self.due_ms = l.at[r].until_ms;
	}
}

int64_t advertised_deadline(void)
{
	return self.due_ms;
}
