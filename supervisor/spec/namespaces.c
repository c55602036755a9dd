/* SPDX-License-Identifier: MIT */
#include "supervisor/spec/namespaces.h"

#include "init/fmt.h"
#include "supervisor/base/paths.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#define JOINS_MAX 8 /* containers that join one another in a row */

const struct unit_file *namespaces_owner(
	const struct conf *conf, const struct unit_file *unit)
{
	for (int i = 0; i < JOINS_MAX; i++) {
		enum unit_network mode = unit->conf.network;
		int on;

		if (!conf || (mode != NETWORK_JOIN && mode != NETWORK_POD))
			return unit;
		on = conf_find(conf, unit->conf.net->join);
		if (on < 0)
			return unit;
		unit = &conf->units[on];
	}
	return unit;
}

bool namespaces_path(const struct unit_file *owner, char path[PATH_MAX])
{
	const struct unit_conf *c = &owner->conf;

	if (c->network == NETWORK_PATH)
		return fmt_print(path, PATH_MAX, "%s", c->net->join) > 0;
	if (c->network != NETWORK_BRIDGE &&
		(c->network != NETWORK_NONE ||
			(owner->kind != UNIT_POD && !c->net->joined)))
		return false;
	return paths_unit(path, owner->name, "netns") == 0;
}

/* For members of a pod; a container that joins a member has its own. */
static int pod_paths(
	const char *pod, struct spec_input *in, struct namespaces_paths *room)
{
	int rc = paths_unit(room->ipcns, pod, "ipc");

	if (rc == 0)
		rc = paths_unit(room->utsns, pod, "uts");
	if (rc == 0)
		rc = paths_unit(room->shm, pod, "shm");
	in->ipcns = room->ipcns;
	in->utsns = room->utsns;
	in->shm = room->shm;
	return rc;
}

int namespaces_plan(const struct conf *conf, struct spec_input *in,
	struct namespaces_paths *room)
{
	in->network = namespaces_owner(conf, in->unit);
	if (namespaces_path(in->network, room->netns))
		in->netns = room->netns;
	return in->unit->conf.network == NETWORK_POD
		       ? pod_paths(in->network->name, in, room)
		       : 0;
}
