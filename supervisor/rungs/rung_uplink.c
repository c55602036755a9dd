/* SPDX-License-Identifier: MIT */
#include "supervisor/rungs/rung_uplink.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "net/address.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/daemon.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/advertised.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define ONLINE_LIMIT_MS 60000
#define KILL_LIMIT_MS   5000
#define MADE_MAX        16

/*
 * The file with "DHCP VLAN": two numbers that say how the uplink was put up.
 */
static int made_path(const struct unit_file *unit, char path[PATH_MAX])
{
	return paths_unit(path, unit->name, "made");
}

/* The uplink as it was put up, possibly by an earlier unit file. */
static struct net_uplink made_before(const struct unit_file *unit)
{
	struct net_uplink u = unit->conf.uplink;
	char path[PATH_MAX], text[MADE_MAX];
	const char *end;

	if (made_path(unit, path) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return u;
	u.dhcp = text_digits(text, &end, 10) != 0;
	u.vlan = (uint16_t)(*end ? text_digits(end + 1, NULL, 10) : 0);
	return u;
}

/* Undoes the uplink as it was put up; its file may have changed since. */
static int undo(const struct unit_file *unit)
{
	struct net_uplink u = made_before(unit);
	char path[PATH_MAX];
	int rc = net_uplink_down(&u);

	if (rc == 0)
		rc = advertised_remove(u.name);
	if (rc == 0)
		rc = fmt_print(path, sizeof(path), "%s/leases/%s", paths_run(),
			u.name);
	if (rc < 0)
		return rc;
	return unlink(path) < 0 && errno != ENOENT ? failed("remove %s", path)
						   : 0;
}

void rung_uplink_leftover(struct unit_file *file)
{
	struct net_uplink *u = &file->conf.uplink;

	size_t stem = strlen(file->name) - strlen(kind_suffix(UNIT_UPLINK));

	(void)fmt_print(
		u->name, sizeof(u->name), "%.*s", (int)stem, file->name);
	*u = made_before(file);
}

int rung_uplink_up(const void *arg)
{
	const struct rung_context *c = arg;
	const struct net_uplink *u = &c->unit->conf.uplink;
	const struct net_uplink before = made_before(c->unit);
	char path[PATH_MAX], text[MADE_MAX];
	int rc = made_path(c->unit, path), len;

	/* An earlier file had DHCP or a VLAN, this one has not: undo it. */
	if (rc == 0 && before.dhcp && !u->dhcp)
		rc = cgroup_destroy(c->unit->name, KILL_LIMIT_MS);
	if (rc == 0 && (before.dhcp > u->dhcp || (before.vlan && !u->vlan)))
		rc = undo(c->unit);
	if (rc < 0)
		return rc;
	len = fmt_print(text, sizeof(text), "%d %u", u->dhcp, u->vlan);
	if (len > 0)
		rc = io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600);
	errno = -rc;
	return rc < 0 ? failed("write %s", path) : net_uplink_up(u);
}

/* An interface that has gone cannot be mended, but for a VLAN's. */
int rung_uplink_mend(const void *arg)
{
	const struct rung_context *c = arg;
	const struct net_uplink *u = &c->unit->conf.uplink;

	if (net_link_look(u->name, 0, NULL, 0) == NET_LINK_GONE && !u->vlan)
		return -ENODEV;
	return net_uplink_up(u);
}

int rung_uplink_down(const void *arg)
{
	const struct rung_context *c = arg;
	char path[PATH_MAX];
	int rc = undo(c->unit);

	if (rc == 0)
		rc = made_path(c->unit, path);
	if (rc == 0 && unlink(path) < 0 && errno != ENOENT)
		rc = failed("remove %s", path);
	return rc;
}

/*
 * Waits for a default route if an uplink is to give one.  Units that are only
 * After= network-online.target wait for the first try alone.
 */
int rung_uplink_online(const void *arg)
{
	const struct rung_context *c = arg;
	bool expected = false;

	for (size_t i = 0; i < c->conf->count; i++) {
		const struct unit_file *u = &c->conf->units[i];

		expected |= u->kind == UNIT_UPLINK && !u->bad &&
			    (u->conf.uplink.dhcp || u->conf.uplink.expects_ra ||
				    u->conf.uplink.gateway.s_addr ||
				    !address_is_none(&u->conf.uplink.gateway6));
	}
	return expected ? net_wait_online(ONLINE_LIMIT_MS) : 0;
}

pid_t rung_uplink_spawn(const struct rung_context *c, int output)
{
	const struct net_uplink *u = &c->unit->conf.uplink;
	char program[PATH_MAX], name[16], verb[] = "dhcp", metric[12];
	char *argv[] = {program, verb, name, metric, NULL};
	int rc = paths_program(program, "tcrd");

	if (rc >= 0)
		rc = fmt_print(name, sizeof(name), "%s", u->name);
	if (rc >= 0)
		rc = fmt_print(metric, sizeof(metric), "%u", u->metric);
	if (rc < 0)
		return rc;
	return daemon_spawn(c->unit->name, argv, "", 0, output, NULL);
}
