/* SPDX-License-Identifier: MIT */
#include "supervisor/rungs/resolvers.h"

#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/advertised.h"
#include "supervisor/units/unit_file.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

static void add(struct resolvers *r, const struct in6_addr *address)
{
	for (size_t i = 0; i < r->count; i++)
		if (address_is(&r->at[i], address))
			return;
	if (r->count < RESOLVERS_MAX)
		r->at[r->count++] = *address;
}

/* Adds those of DHCP: RUN/leases/NAME, one address a line, written by net/. */
static void add_lease(struct resolvers *r, const char *name)
{
	char path[PATH_MAX], text[512];
	struct in6_addr address;
	char *save = NULL;

	if (fmt_print(path, sizeof(path), "%s/leases/%s", paths_run(), name) <
			0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return; /* there is no lease yet */
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		if (address_read(line, &address) == 0)
			add(r, &address);
}

static void add_advertised(struct resolvers *r, const char *name)
{
	struct in6_addr found[NET_DNS_MAX];
	size_t count = advertised_read(name, found);

	for (size_t i = 0; i < count; i++)
		add(r, &found[i]);
}

static struct resolvers of_uplink(const struct unit_file *f)
{
	struct resolvers r = {0};

	for (size_t d = 0; d < f->conf.dns_count; d++)
		add(&r, &f->conf.dns[d]);
	if (f->conf.uplink.dhcp)
		add_lease(&r, f->conf.uplink.name);
	if (!f->conf.uplink.no_ra)
		add_advertised(&r, f->conf.uplink.name);
	return r;
}

static bool is_uplink(const struct unit_file *f)
{
	return !f->bad && f->kind == UNIT_UPLINK;
}

/*
 * In the first turn each uplink adds at most its share of RESOLVERS_MAX, in the
 * second it may use what others have left.
 */
struct resolvers resolvers_find(const struct conf *conf)
{
	struct resolvers r = {0};
	size_t uplinks = 0, most;

	for (size_t i = 0; i < conf->count; i++)
		uplinks += is_uplink(&conf->units[i]);
	most = uplinks > 0 ? (RESOLVERS_MAX + uplinks - 1) / uplinks : 0;
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < conf->count; i++) {
			struct resolvers own = {0};

			if (is_uplink(&conf->units[i]))
				own = of_uplink(&conf->units[i]);
			for (size_t n = 0; n < own.count && n < most; n++)
				add(&r, &own.at[n]);
		}
		most = RESOLVERS_MAX;
	}
	return r;
}
