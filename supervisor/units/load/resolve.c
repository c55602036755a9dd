/* SPDX-License-Identifier: MIT */
/* Turns the names in After=, Requires= and other dependencies into edges. */
#include "supervisor/units/load/resolve.h"

#include "init/fmt.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define UNKNOWN "is unknown"

/*
 * The edge that each relation makes; Before= and others make it the other way
 * round.
 */
static const struct {
	struct unit_edge edge;
	bool backwards;
	bool needed; /* an unknown unit is an error */
} relations[] = {
	[RELATION_AFTER] = {{.after = true}, false, false},
	[RELATION_BEFORE] = {{.after = true}, true, false},
	[RELATION_REQUIRES] = {{.require = true, .pull = true}, false, true},
	[RELATION_WANTS] = {{.pull = true}, false, false},
	[RELATION_BINDS_TO] = {{.require = true, .pull = true, .bind = true},
		false, true},
	[RELATION_PART_OF] = {{.part = true}, false, false},
	[RELATION_REQUISITE] = {{.require = true, .present = true}, false,
		true},
	[RELATION_UPHOLDS] = {{.pull = true, .uphold = true}, false, false},
	[RELATION_CONFLICTS] = {{.conflict = true}, false, false},
	[RELATION_ON_FAILURE] = {{.on_failure = true}, false, false},
	[RELATION_ON_SUCCESS] = {{.on_success = true}, false, false},
	[RELATION_WANTED_BY] = {{.pull = true}, true, false},
	[RELATION_REQUIRED_BY] = {{.require = true, .pull = true}, true, false},
	[RELATION_UPHELD_BY] = {{.pull = true, .uphold = true}, true, false},
	[RELATION_TRIGGERS] = {{.trigger = true}, false, true},
};

static bool always_there(const char *name)
{
	static const char *const names[] = {UNIT_NET_BRIDGE, UNIT_NET_BUILTIN,
		"tcr-dns", KIND_DNS, "tcr-firewall", KIND_FIREWALL};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return target_find(name) != NULL;
}

/*
 * The index of the first file whose unit's name does not sort before the first
 * len bytes of name.
 */
static size_t lower_bound(
	const struct draft *files, size_t count, const char *name, size_t len)
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

static int find(const struct draft *files, size_t count, const char *name)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot ? (size_t)(dot - name) : strlen(name);
	int found = -1;

	for (size_t i = lower_bound(files, count, name, len);
		i < count && !strncasecmp(files[i].unit.name, name, len); i++) {
		if (!unit_name_is(&files[i].unit, name))
			continue;
		if (found < 0 || files[found].report.failed)
			found = (int)i;
	}
	return found;
}

/* Turns "lan-network.service", Quadlet's name for lan.network, into that. */
static bool quadlet_name(const char *name, char *out, size_t size)
{
	size_t len = kind_stem(name, strlen(name));

	for (unsigned i = 0; i < UNIT_FILE_KINDS; i++) {
		const char *suffix = kind_suffix((enum unit_kind)i);
		size_t n = strlen(suffix);

		if (kind_is_appended((enum unit_kind)i) && len > n &&
			name[len - n] == '-' &&
			!strncmp(name + len - n + 1, suffix + 1, n - 1) &&
			!strcmp(name + len, ".service"))
			return fmt_print(out, size, "%.*s%s", (int)(len - n),
				       name, suffix) > 0;
	}
	return false;
}

/* Aliases are few and not sorted. */
static int find_alias(const struct draft *files, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (unit_name_is(&files[i].unit, name))
			return (int)i;
	return -1;
}

int resolve_find(const struct draft *files, size_t count, const char *name)
{
	const char *target = target_find(name);
	char other[256];
	int found = find(files, count, target ? target : name);

	if (found < 0 && quadlet_name(name, other, sizeof(other)))
		found = find(files, count, other);
	return found < 0 ? find_alias(files, count, name) : found;
}

/* The assignment that gives the unit that name; 0: it has it by its file. */
static unsigned line_of(const struct draft *u, const char *name)
{
	static const char *const keys[] = {
		"ContainerName", "PodName", "ServiceName", "Alias"};
	unsigned last = 0;

	for (unsigned at = (unsigned)u->report.place_count; at > 0; at--)
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			if (strcmp(u->lines[at - 1].key, keys[i]) != 0)
				continue;
			if (strstr(u->lines[at - 1].value, name))
				return at;
			last = last ? last : at; /* it has a specifier */
		}
	return last;
}

static void check_name(
	struct draft *files, size_t count, struct draft *u, const char *name)
{
	int found = find(files, count, name);
	struct draft *other, *loser;

	if (found < 0)
		found = find_alias(files, count, name);
	other = found < 0 ? u : &files[found];
	/* A container and a network may have the same name. */
	if (other == u || other->unit.kind != u->unit.kind)
		return;
	loser = other->rank > u->rank ? other : u;
	report_error(&loser->report, line_of(loser, name),
		"the name %s is taken by %s", name,
		(loser == u ? other : u)->report.path);
}

void resolve_aliases(struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct draft *u = &files[i];
		const struct unit_goals *goals = &u->unit.conf.goals;

		for (size_t j = 0; j < goals->aliases.n; j++)
			check_name(files, count, u, goals->aliases.v[j]);
		if (goals->name)
			check_name(files, count, u, goals->name);
	}
}

bool resolve_is_there(const struct draft *files, size_t count, const char *name)
{
	char full[UNIT_NAME_MAX + 16];

	for (size_t i = 0; i < count; i++) {
		unit_name_full(&files[i].unit, full, sizeof(full));
		if (strcmp(full, name) == 0)
			return true;
	}
	return false;
}

/* Why there is no unit with that name; a file may have it. */
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
	return UNKNOWN;
}

/* What takes the place of units that systemd has and tcr has not. */
static const char *instead(const char *name)
{
	static const struct {
		const char *suffix, *hint;
	} kinds[] = {
		{".socket", " (PublishPort= is open while the unit runs)"},
		{".mount", " (mount it by Device= of a .volume file; what "
			   "/etc/fstab has is there before)"},
		{".automount", " (mount it by Device= of a .volume file)"},
		{".device", " (use AddDevice= or ConditionPathExists=)"},
		{".slice", " (limits are of a container, or of all: "
			   "ContainersMemoryMax= in tcr.conf)"},
		{".path", " (use ConditionPathExists=, or a .timer file)"},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (value_ends_with(name, strlen(name), kinds[i].suffix))
			return kinds[i].hint;
	return "";
}

/* Writes a hint with the unit that was most likely meant, or "". */
static void guess(const struct draft *files, size_t count, const char *name,
	char *out, size_t size)
{
	size_t len = kind_stem(name, strlen(name));
	char stem[UNIT_NAME_MAX + 1] = "";
	struct nearest n;
	const char *near;

	out[0] = 0;
	if (len < 3 ||
		fmt_print(stem, sizeof(stem), "%.*s", (int)len, name) < 0)
		return;
	n = nearest_begin(stem);
	for (size_t i = 0; i < count; i++)
		nearest_try(&n, files[i].unit.name,
			kind_stem(files[i].unit.name,
				strlen(files[i].unit.name)));
	for (size_t i = 0; i < TARGET_COUNT; i++)
		nearest_try(&n, target_name(i), strcspn(target_name(i), "."));
	near = nearest_end(&n);
	if (near && strcmp(near, stem) != 0)
		(void)fmt_print(
			out, size, " (did you mean '%s%s'?)", near, name + len);
}

static void tell_missing(const struct draft *files, size_t count,
	struct draft *u, const struct draft_dep *dep, const struct scan *scan)
{
	/*
	 * Other keys make dependencies, too: Volume=X.volume requires X.volume.
	 */
	const char *key = dep->at ? u->lines[dep->at - 1].key
				  : draft_relation_key(dep->relation);
	const char *why = explain(scan, dep->name);
	char guessed[UNIT_NAME_MAX + 96] = "";
	const char *hint = instead(dep->name);

	if (!*hint) {
		if (strcmp(why, UNKNOWN) == 0)
			guess(files, count, dep->name, guessed,
				sizeof(guessed));
		hint = guessed;
	}
	if (dep->at)
		draft_point(u, dep->at, dep->name);
	if (relations[dep->relation].needed)
		report_error(&u->report, dep->at, "%s=%.80s %s%s", key,
			dep->name, why, hint);
	else if (!strcmp(key, draft_relation_key(dep->relation)))
		report_warning(&u->report, dep->at, "%s=%.80s %s, ignored%s",
			key, dep->name, why, hint);
}

static void resolve_name(struct draft *files, size_t count, size_t self,
	struct draft_dep *dep, const struct scan *scan)
{
	struct draft *u = &files[self];

	dep->on = resolve_find(files, count, dep->name);
	if (dep->on == (int)self) {
		report_error(&u->report, dep->at, "%s=%.80s is the unit itself",
			draft_relation_key(dep->relation), dep->name);
		dep->on = -1;
		return;
	}
	if (dep->on >= 0 && files[dep->on].unit.masked)
		dep->on = -1;
	if (dep->on < 0 && scan && !always_there(dep->name))
		tell_missing(files, count, u, dep, scan);
}

/* A unit cannot start another and conflict with it. */
static void check_conflicts(struct draft *u)
{
	for (size_t i = 0; i < u->dep_count; i++)
		for (size_t j = 0; j < u->dep_count; j++) {
			const struct draft_dep *a = &u->deps[i];
			const struct draft_dep *b = &u->deps[j];

			if (a->on < 0 || a->on != b->on ||
				a->relation != RELATION_CONFLICTS ||
				relations[b->relation].backwards ||
				!relations[b->relation].edge.pull)
				continue;
			report_error(&u->report, a->at,
				"Conflicts=%s and %s=%s exclude each other",
				a->name, draft_relation_key(b->relation),
				b->name);
		}
}

void resolve_names(struct draft *files, size_t count, const struct scan *scan)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < files[i].dep_count; j++)
			resolve_name(files, count, i, &files[i].deps[j], scan);
		check_conflicts(&files[i]);
	}
}

static void merge(struct unit_edge *to, const struct unit_edge *from)
{
	to->after = to->after || from->after;
	to->require = to->require || from->require;
	to->pull = to->pull || from->pull;
	to->present = to->present || from->present;
	to->bind = to->bind || from->bind;
	to->part = to->part || from->part;
	to->uphold = to->uphold || from->uphold;
	to->conflict = to->conflict || from->conflict;
	to->on_failure = to->on_failure || from->on_failure;
	to->on_success = to->on_success || from->on_success;
	to->trigger = to->trigger || from->trigger;
}

int resolve_add_edge(struct unit_file *unit, const struct unit_edge *edge)
{
	struct unit_edge *grown;

	for (size_t i = 0; i < unit->edge_count; i++)
		if (unit->edges[i].on == edge->on) {
			merge(&unit->edges[i], edge);
			return 0;
		}
	grown = arena_grow(
		&unit->arena, unit->edges, unit->edge_count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	unit->edges = grown;
	grown[unit->edge_count++] = *edge;
	return 0;
}

static int add_one(struct draft *owner, struct draft *on, struct unit_edge edge,
	unsigned place)
{
	if (owner->report.failed)
		return 0;
	edge.on = place;
	on->unit.pulled |=
		edge.pull || edge.trigger || edge.on_failure || edge.on_success;
	return resolve_add_edge(&owner->unit, &edge);
}

static int add_dep(struct draft *files, size_t self,
	const struct draft_dep *dep, const unsigned *place)
{
	struct unit_edge edge = relations[dep->relation].edge;
	bool backwards = relations[dep->relation].backwards;
	int rc = 0;

	/* What a built-in target wants is started at boot, not by it. */
	if (dep->on < 0 || (backwards && !edge.after && !edge.uphold &&
				   files[dep->on].unit.kind == UNIT_TARGET &&
				   files[dep->on].unit.builtin))
		return 0;
	if (!backwards || edge.conflict)
		rc = add_one(
			&files[self], &files[dep->on], edge, place[dep->on]);
	if (rc == 0 && (backwards || edge.conflict))
		rc = add_one(&files[dep->on], &files[self], edge, place[self]);
	return rc;
}

int resolve_edges(struct draft *files, size_t count, const unsigned *place)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		for (size_t j = 0; rc == 0 && j < files[i].dep_count; j++)
			if (!files[i].report.failed)
				rc = add_dep(
					files, i, &files[i].deps[j], place);
	return rc;
}
