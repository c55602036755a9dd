/* SPDX-License-Identifier: MIT */
/*
 * From names in After=, Before=, Requires= and Wants= to edges between units.
 * Copied units name targets of systemd; those that every such device has been
 * through when tcrd starts are always there.
 */
#include "supervisor/units/resolve.h"

#include "init/fmt.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/graph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CYCLE_NAMED_MAX 8 /* units of a cycle that a message names */

static bool always_there(const char *name)
{
	static const char *const names[] = {"sysinit.target", "local-fs.target",
		"basic.target", "network.target", "network-online.target",
		"time-sync.target", "multi-user.target", "default.target",
		"shutdown.target", CONF_BRIDGE, CONF_NETWORK, "tcr-dns",
		CONF_DNS};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* The first file whose unit's name is not before the len bytes of name. */
static size_t lower_bound(const struct unitfile *files, size_t count,
	const char *name, size_t len)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncasecmp(files[middle].unit.name, name, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int find(const struct unitfile *files, size_t count, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot ? (size_t)(dot - name) : strlen(name);
	int found = -1;

	for (size_t i = lower_bound(files, count, name, len);
		i < count && !strncasecmp(files[i].unit.name, name, len); i++) {
		if (!conf_is_called(&files[i].unit, name))
			continue;
		if (found < 0 || files[found].report.failed)
			found = (int)i;
	}
	return found;
}

/* "lan-network.service" is what Quadlet makes of lan.network. */
static bool quadlet_name(const char *name, char *out, size_t size)
{
	static const char *const kinds[] = {
		"network", "volume", "pod", "image"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t n = strlen(kinds[i]) + sizeof("-.service") - 1;

		if (len > n && name[len - n] == '-' &&
			!strncmp(name + len - n + 1, kinds[i],
				strlen(kinds[i])) &&
			!strcmp(name + len - 8, ".service"))
			return fmt_print(out, size, "%.*s.%s", (int)(len - n),
				       name, kinds[i]) > 0;
	}
	return false;
}

int resolve_find(const struct unitfile *files, size_t count, const char *name)
{
	char other[256];
	int found = find(files, count, name);

	if (found < 0 && quadlet_name(name, other, sizeof(other)))
		found = find(files, count, other);
	return found;
}

bool resolve_is_there(
	const struct unitfile *files, size_t count, const char *name)
{
	char full[UNIT_NAME_MAX + 16];

	for (size_t i = 0; i < count; i++) {
		conf_full_name(&files[i].unit, full, sizeof(full));
		if (strcmp(full, name) == 0)
			return true;
	}
	return false;
}

/* Why no unit has that name: a file may, and be none. */
static const char *explain(const struct scan *scan, const char *name)
{
	const struct scan_entry *entry = scan_find(scan, name);
	char file[256];
	enum unit_kind kind;
	size_t len;

	if (!entry && fmt_print(file, sizeof(file), "%s.container", name) > 0)
		entry = scan_find(scan, file);
	if (entry && entry->masked)
		return "is masked";
	if (strchr(name, '@'))
		return "is an instance without a template";
	if (scan_type(name, &kind, &len) == SCAN_UNSUPPORTED)
		return "is of a type that is not supported";
	return "is unknown";
}

static void tell_missing(struct unitfile *u, const struct unitfile_dep *dep,
	const struct scan *scan)
{
	/* Volume=X.volume requires it too. */
	const char *key = dep->at ? u->lines[dep->at - 1].key
				  : unitfile_relation_key(dep->relation);

	if (dep->relation == RELATION_REQUIRES)
		report_error(&u->report, dep->at, "%s=%.80s %s", key, dep->name,
			explain(scan, dep->name));
	else
		report_warning(&u->report, dep->at, "%s=%.80s %s, ignored", key,
			dep->name, explain(scan, dep->name));
}

static void resolve_name(struct unitfile *files, size_t count, size_t self,
	struct unitfile_dep *dep, const struct scan *scan)
{
	struct unitfile *u = &files[self];

	dep->on = resolve_find(files, count, dep->name);
	if (dep->on == (int)self) {
		report_error(&u->report, dep->at, "%s=%.80s is the unit itself",
			unitfile_relation_key(dep->relation), dep->name);
		dep->on = -1;
		return;
	}
	if (dep->on >= 0 && files[dep->on].unit.masked)
		dep->on = -1;
	if (dep->on < 0 && scan && !always_there(dep->name))
		tell_missing(u, dep, scan);
}

void resolve_names(
	struct unitfile *files, size_t count, const struct scan *scan)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i].dep_count; j++)
			resolve_name(files, count, i, &files[i].deps[j], scan);
}

/* The edges of who waits for whom among the good units. */
static size_t collect(
	const struct unitfile *files, size_t count, struct graph_edge *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i].dep_count; j++) {
			const struct unitfile_dep *dep = &files[i].deps[j];
			struct graph_edge edge = {(unsigned)i, 0};

			if (dep->on < 0 || files[i].report.failed ||
				files[dep->on].report.failed ||
				dep->relation > RELATION_BEFORE)
				continue;
			edge.to = (unsigned)dep->on;
			if (dep->relation == RELATION_BEFORE)
				edge = (struct graph_edge){edge.to, edge.from};
			if (out)
				out[n] = edge;
			n++;
		}
	return n;
}

/* The key in u that makes it wait for on, or on for it; NULL: none does. */
static const struct unitfile_dep *key_of(
	const struct unitfile *u, enum unitfile_relation relation, unsigned on)
{
	for (size_t i = 0; i < u->dep_count; i++)
		if (u->deps[i].relation == relation && u->deps[i].on == (int)on)
			return &u->deps[i];
	return NULL;
}

static void refuse_cycle(
	struct unitfile *files, const unsigned *path, size_t len)
{
	struct unitfile *u = &files[path[0]];
	const struct unitfile *next = &files[path[len > 1]];
	const struct unitfile_dep *own =
		key_of(u, RELATION_AFTER, path[len > 1]);
	const struct unitfile_dep *other =
		key_of(next, RELATION_BEFORE, path[0]);
	char text[(UNIT_NAME_MAX + 4) * CYCLE_NAMED_MAX + 1] = "";
	char where[PATH_MAX + 16];

	for (size_t i = 0; i < len && i < CYCLE_NAMED_MAX; i++) {
		size_t at = strlen(text);
		bool cut = len > CYCLE_NAMED_MAX && i == CYCLE_NAMED_MAX - 1;

		(void)fmt_print(text + at, sizeof(text) - at, "%s -> ",
			cut ? "..." : files[path[i]].unit.name);
	}
	if (!own)
		own = key_of(u, RELATION_BEFORE, path[len - 1]);
	if (own)
		report_error(&u->report, own->at, "dependency cycle %s%s (%s=)",
			text, u->unit.name,
			unitfile_relation_key(own->relation));
	else
		report_error(&u->report, 0,
			"dependency cycle %s%s (Before= in %s)", text,
			u->unit.name,
			report_where(&next->report, other ? other->at : 0,
				where, sizeof(where)));
}

int resolve_cycles(struct unitfile *files, size_t count)
{
	size_t n = collect(files, count, NULL);
	struct graph_edge *edges = calloc(n + 1, sizeof(*edges));
	unsigned *path = calloc(count + 1, sizeof(*path));
	struct graph graph = {0};
	int rc = -ENOMEM;

	if (edges && path) {
		(void)collect(files, count, edges);
		rc = graph_init(&graph, count, edges, n);
	}
	for (size_t i = 0; rc == 0 && i < count; i++) {
		size_t len = graph_cycle(&graph, (unsigned)i, path);

		if (len > 0)
			refuse_cycle(files, path, len);
	}
	graph_done(&graph);
	free(edges);
	free(path);
	return rc;
}

int resolve_add_edge(struct unit_file *unit, const struct unit_edge *edge)
{
	struct unit_edge *grown;

	for (size_t i = 0; i < unit->edge_count; i++) {
		struct unit_edge *e = &unit->edges[i];

		if (e->on != edge->on)
			continue;
		e->after |= edge->after;
		e->require |= edge->require;
		e->pull |= edge->pull;
		return 0;
	}
	grown = realloc(unit->edges, (unit->edge_count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	unit->edges = grown;
	grown[unit->edge_count++] = *edge;
	return 0;
}

static int add_dep(struct unitfile *files, size_t self,
	const struct unitfile_dep *dep, const unsigned *place)
{
	struct unit_edge edge = {0};
	struct unitfile *owner = &files[self];

	if (dep->on < 0)
		return 0;
	edge.on = place[dep->on];
	switch (dep->relation) {
	case RELATION_AFTER:
		edge.after = true;
		break;
	case RELATION_BEFORE:
		edge.after = true;
		edge.on = place[self];
		owner = &files[dep->on];
		break;
	case RELATION_REQUIRES:
		edge.require = true;
		edge.pull = true;
		break;
	case RELATION_WANTS:
		edge.pull = true;
		break;
	}
	return owner->report.failed ? 0 : resolve_add_edge(&owner->unit, &edge);
}

int resolve_edges(struct unitfile *files, size_t count, const unsigned *place,
	unsigned bridge, unsigned dns)
{
	const struct unit_edge network[] = {
		{.on = bridge, .after = true, .require = true, .pull = true},
		{.on = dns, .after = true, .pull = true},
	};

	for (size_t i = 0; i < count; i++) {
		struct unitfile *u = &files[i];
		int rc = 0;

		if (u->report.failed)
			continue;
		for (size_t j = 0; rc == 0 && j < u->dep_count; j++)
			rc = add_dep(files, i, &u->deps[j], place);
		for (size_t j = 0; rc == 0 && j < 2; j++)
			if (u->unit.kind == UNIT_CONTAINER &&
				u->unit.conf.network == NETWORK_BRIDGE)
				rc = resolve_add_edge(&u->unit, &network[j]);
		if (rc < 0)
			return rc;
	}
	return 0;
}
