/* SPDX-License-Identifier: MIT */
/* Containers in the namespaces of another unit, a pod or a container. */
#include "supervisor/units/load/load_pod.h"

#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/load/resolve.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>

static bool has_mount_at(const struct unit_conf *conf, const char *destination)
{
	for (size_t i = 0; i < conf->volume_count; i++)
		if (!strcmp(conf->volumes[i].destination, destination))
			return true;
	for (size_t i = 0; i < conf->tmpfs_count; i++)
		if (!strcmp(conf->tmpfs[i].destination, destination))
			return true;
	return false;
}

/* Appends the pod's volumes to the member's, except where it has a mount. */
static int give_volumes(const struct unit_conf *pod, struct unit_file *unit)
{
	struct unit_conf *member = &unit->conf;
	struct unit_volume *grown;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < pod->volume_count; i++) {
		const struct unit_volume *v = &pod->volumes[i];

		if (has_mount_at(member, v->destination))
			continue;
		grown = arena_grow(&unit->arena, member->volumes,
			member->volume_count, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		member->volumes = grown;
		rc = volume_copy(&unit->arena, v, &grown[member->volume_count]);
		member->volume_count += rc == 0;
	}
	return rc;
}

/* Gives the pod's user namespace to a member whose file sets none. */
static int give_userns(const struct unit_file *pod, struct unit_file *unit)
{
	struct unit_conf *member = &unit->conf;
	const struct unit_rights *from = rights_of(pod->conf.rights);
	const struct unit_rights *has = rights_of(member->rights);
	struct unit_rights *to;
	int rc;

	if (has->userns || has->uid_maps.n + has->gid_maps.n > 0 ||
		(!from->userns && from->uid_maps.n + from->gid_maps.n == 0))
		return 0;
	if (!member->rights)
		member->rights =
			arena_alloc(&unit->arena, sizeof(*member->rights));
	to = member->rights;
	if (!to)
		return -ENOMEM;
	rc = strv_add_all(&unit->arena, &to->uid_maps, &from->uid_maps);
	if (rc == 0)
		rc = strv_add_all(&unit->arena, &to->gid_maps, &from->gid_maps);
	if (rc < 0 || !from->userns)
		return rc;
	to->auto_size = from->auto_size;
	rc = arena_set(&unit->arena, &to->userns, from->userns);
	return rc < 0 ? rc : arena_set(&unit->arena, &to->auto_of, pod->name);
}

static bool says_stop_timeout(const struct draft *u, enum keys_section section)
{
	return keys_last(u, section, "StopTimeout") ||
	       keys_last(u, SECTION_SERVICE, "TimeoutStopSec") ||
	       keys_last(u, SECTION_SERVICE, "TimeoutSec");
}

static int link_member(struct draft *pod, struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	bool timeout = says_stop_timeout(u, SECTION_CONTAINER);
	int rc = 0;

	if (says_stop_timeout(pod, SECTION_POD) && !timeout)
		conf->stop_timeout_ms = pod->unit.conf.stop_timeout_ms;
	if (conf->net->with_pod)
		rc = draft_add_dep(pod, RELATION_WANTS, u->unit.name, 0);
	if (rc == -EINVAL) {
		report_error(&pod->report, 0, "a pod has 256 members at most");
		rc = 0;
	}
	if (rc == 0)
		rc = give_userns(&pod->unit, &u->unit);
	return rc < 0 ? rc : give_volumes(&pod->unit.conf, &u->unit);
}

int load_pod_link(struct draft *files, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct draft *u = &files[i];
		enum unit_network mode = u->unit.conf.network;
		int on;

		if (u->report.failed ||
			(mode != NETWORK_POD && mode != NETWORK_JOIN))
			continue;
		on = resolve_find(files, count, u->unit.conf.net->join);
		if (on < 0 || files[on].report.failed)
			continue; /* resolve_names() reports it */
		if (mode == NETWORK_POD)
			rc = link_member(&files[on], u);
		else if (files[on].unit.conf.net)
			files[on].unit.conf.net->joined = true;
	}
	return rc;
}
