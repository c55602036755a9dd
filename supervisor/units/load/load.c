/* SPDX-License-Identifier: MIT */
/*
 * Reads all units of the device: first every unit by itself, then what units
 * say of each other, then the built-in units that the good ones need.  A bad
 * unit stays in the list, so that it can be shown.
 */
#include "supervisor/units/load/load.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/reader.h"
#include "supervisor/units/load/builtin.h"
#include "supervisor/units/load/cycles.h"
#include "supervisor/units/load/fallback.h"
#include "supervisor/units/load/load_names.h"
#include "supervisor/units/load/load_network.h"
#include "supervisor/units/load/load_pod.h"
#include "supervisor/units/load/load_store.h"
#include "supervisor/units/load/load_target.h"
#include "supervisor/units/load/load_uplink.h"
#include "supervisor/units/load/publish.h"
#include "supervisor/units/load/resolve.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/template.h"
#include "supervisor/units/load/template_default.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/ipparam.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define OTHERS_LOGGED_MAX   20
#define PROBLEMS_LOGGED_MAX 500

/* State that is needed until the units are complete. */
struct load {
	struct gather gather;
	struct draft *files;
	size_t count;
	size_t others; /* names that no unit has: reported as ignored */
	struct fallback fallback;
	unsigned rounds; /* finished rounds (fallback.h) */
};

static int refuse_masked(struct draft *u)
{
	if (!u->report.quiet)
		log_info("%s: masked", u->unit.path);
	u->report.failed = true;
	u->report.first = strdup("masked (a link to /dev/null)");
	return u->report.first ? 0 : -ENOMEM;
}

static void tell_too_many(const struct scan_entry *e)
{
	char path[PATH_MAX];
	struct report r = {.path = path};

	if (fmt_print(path, sizeof(path), "%s/%s", e->dir, e->name) > 0)
		report_error(&r, 0, "not loaded (more than %d units)",
			CONF_UNITS_MAX);
	report_done(&r);
}

/*
 * Reads the files that fallback.h has chosen for the unit; entry is from the
 * scan of all directories.
 */
static int gather(struct load *load, struct draft *u, struct scan_entry *entry,
	const char *name)
{
	const struct fallback_choice *c =
		fallback_find(&load->fallback, u->unit.name);
	struct gather *g = &load->gather;
	char **why = c && c->saved ? &u->unit.stale : &u->unit.fallback;
	int rc;

	g->skip = c ? c->skip : 0;
	u->report.quiet = load->rounds > 0;
	if (g->skip > 0)
		entry = gather_entry(g, name);
	if (c && c->saved)
		rc = gather_saved(g, u, name);
	else
		rc = entry ? gather_unit(g, u, entry, name) : -ENOMEM;
	g->skip = 0;
	if (rc == 0 && c && (c->saved || c->skip))
		rc = arena_set(&u->unit.arena, why, c->reason);
	return rc;
}

/* Reads the unit with that full name from the entry.  0 or -ENOMEM. */
static int read_unit(struct load *load, struct scan_entry *entry,
	const char *name, enum unit_kind kind, size_t stem)
{
	struct draft *u = &load->files[load->count];
	const char *why = unit_name_check(name, stem, kind);
	int rc;

	if (load->count == CONF_UNITS_MAX) {
		tell_too_many(entry);
		return 0;
	}
	load->count++;
	u->unit.kind = kind;
	unit_name_set(&u->unit, name, stem);
	rc = gather(load, u, entry, name);
	if (rc < 0)
		return rc;
	u->rank = gather_rank(&load->gather, &u->unit);
	if (u->unit.masked)
		return refuse_masked(u);
	if (why)
		report_error(&u->report, 0, "bad unit name (%s)", why);
	rc = reader_end(u);
	if (rc == 0 && (u->overrides_at || u->unit.own_sum))
		rc = gather_overridden(&load->gather, u, name);
	return rc;
}

static void tell_other(
	struct load *load, const struct scan_entry *e, enum scan_type type)
{
	char path[PATH_MAX];
	struct report r = {.path = path, .quiet = load->rounds > 0};

	/* A data partition may have thousands of such files. */
	if (type == SCAN_DROPIN || load->others++ > OTHERS_LOGGED_MAX ||
		fmt_print(path, sizeof(path), "%s/%s", e->dir, e->name) < 0)
		return;
	if (load->others > OTHERS_LOGGED_MAX)
		report_warning(
			&r, 0, "more files that are not unit files, ignored");
	else if (type == SCAN_UNSUPPORTED)
		report_error(&r, 0, "unit type %s is not supported",
			strrchr(e->name, '.'));
	else
		report_warning(&r, 0,
			"not a unit file, ignored (names end in .container, "
			".pod, .network, .volume, .image, .timer, .uplink)");
	report_done(&r);
}

/* Whether only the data partition has a file of this name, not the firmware. */
static bool is_extra(const struct load *load, const struct scan_entry *e)
{
	return !e->hides && scan_below(e->dir, load->gather.source->trust.data);
}

/* Reads the files that only the data partition has (extra), or all others. */
static int read_files(struct load *load, bool extra)
{
	const struct scan *scan = &load->gather.scan;
	const char *only = load->gather.source->only;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < scan->count; i++) {
		struct scan_entry *entry = &scan->entries[i];
		enum unit_kind kind;
		size_t stem;
		enum scan_type type = scan_type(entry->name, &kind, &stem);

		if ((only && strcmp(only, entry->name) != 0) ||
			is_extra(load, entry) != extra)
			continue;
		if (type != SCAN_UNIT)
			tell_other(load, entry, type);
		else if (!template_is(entry->name, stem))
			rc = read_unit(load, entry, entry->name, kind, stem);
	}
	return rc;
}

/*
 * Makes the instance with that full name from its template, if it has one and
 * is not there yet.
 */
static int make_instance(struct load *load, const char *name)
{
	enum unit_kind kind;
	size_t stem;
	struct scan_entry *template = template_of(&load->gather.scan, name);

	if (!template || scan_type(name, &kind, &stem) != SCAN_UNIT ||
		resolve_is_there(load->files, load->count, name))
		return 0;
	return read_unit(load, template, name, kind, stem);
}

/* Makes the instances that templates or other units ask for. */
static int read_instances(struct load *load)
{
	const struct scan *scan = &load->gather.scan;
	char name[NAME_MAX + 1];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < scan->count; i++) {
		rc = template_default(&load->gather, &scan->entries[i], name);
		if (rc > 0)
			rc = make_instance(load, name);
	}
	/* An instance may name other instances. */
	for (size_t i = 0; rc == 0 && i < load->count; i++)
		for (size_t j = 0; rc == 0 && j < load->files[i].dep_count; j++)
			if (template_named(load->files[i].deps[j].name, name))
				rc = make_instance(load, name);
	return rc;
}

/*
 * Adds the uplink that ip= of the kernel command line asks for, unless a file
 * has made it.
 */
static int add_kernel_uplink(struct load *load, const char *cmdline)
{
	struct draft *u = &load->files[load->count];
	struct ipparam param;
	const char *why;
	int rc = ipparam_read(cmdline, &param, &why);

	if (rc == 0)
		return 0;
	u->unit.kind = UNIT_UPLINK;
	unit_name_set(&u->unit, param.uplink.name, strlen(param.uplink.name));
	if (resolve_is_there(load->files, load->count, u->unit.name))
		return 0;
	load->count++;
	u->unit.builtin = true;
	u->unit.conf.uplink = param.uplink;
	memcpy(u->unit.conf.dns, param.dns, sizeof(param.dns));
	u->unit.conf.dns_count = param.dns_count;
	u->unit.conf.wanted = true;
	u->report.path = "kernel command line";
	if (rc < 0)
		report_error(&u->report, 0, "bad value of ip= (%s)", why);
	rc = arena_set(&u->unit.arena, &u->unit.conf.description,
		"Uplink of the kernel's ip=");
	return u->report.no_memory ? -ENOMEM : rc;
}

/* Ignores case, so that names which differ only in case are neighbours. */
static int compare(const void *a, const void *b)
{
	const struct unit_file *x = &((const struct draft *)a)->unit;
	const struct unit_file *y = &((const struct draft *)b)->unit;
	int order = strcasecmp(x->name, y->name);

	return order ? order : strcmp(x->name, y->name);
}

/* Names must differ in more than case: DNS and some file systems ignore it. */
static void check_names(struct load *load)
{
	for (size_t i = 1; i < load->count; i++) {
		struct draft *u = &load->files[i], *other = u - 1;

		if (strcasecmp(other->unit.name, u->unit.name) != 0)
			continue;
		if (draft_yields(other, u)) {
			other = u;
			u = other - 1;
		}
		report_error(&u->report, 0, "the name is taken by %s",
			other->report.path);
	}
}

/* The final index of each file's unit: built-in ones first, then by name. */
static unsigned *places(const struct load *load, size_t first)
{
	unsigned *place = calloc(load->count + 1, sizeof(*place));
	unsigned next = (unsigned)first;

	for (int builtin = 1; place && builtin >= 0; builtin--)
		for (size_t i = 0; i < load->count; i++)
			if (load->files[i].unit.builtin == builtin)
				place[i] = next++;
	return place;
}

/* Moves the complete units to conf. */
static int settle(struct conf *conf, struct load *load)
{
	struct builtins b = builtin_needed(load->files, load->count);
	size_t first = b.count;
	unsigned *place = places(load, first);
	int rc = -ENOMEM;

	conf->units = calloc(first + load->count + 1, sizeof(*conf->units));
	if (conf->units && place) {
		conf->count = first + load->count;
		rc = builtin_add(&b, conf->units);
	}
	if (rc == 0)
		rc = resolve_edges(load->files, load->count, place);
	if (rc == 0)
		rc = builtin_edges(
			&b, conf->units, load->files, load->count, place);
	for (size_t i = 0; rc == 0 && i < load->count; i++) {
		struct draft *u = &load->files[i];

		if (u->report.no_memory)
			rc = -ENOMEM;
		if (rc == 0)
			rc = arena_set(
				&u->unit.arena, &u->unit.bad, u->report.first);
		conf->units[place[i]] = u->unit;
		u->unit = (struct unit_file){0};
	}
	free(place);
	return rc;
}

static int link_units(struct load *load)
{
	const struct unit_bridge bridge = builtin_bridge();
	int rc;

	if (load->count > 0)
		qsort(load->files, load->count, sizeof(*load->files), compare);
	check_names(load);
	resolve_aliases(load->files, load->count);
	rc = load_names_link(load->files, load->count);
	if (rc == 0)
		rc = load_pod_link(load->files, load->count);
	if (rc < 0)
		return rc;
	resolve_names(load->files, load->count,
		load->gather.source->only ? NULL : &load->gather.scan);
	if (load->gather.source->sample)
		return 0;
	rc = load_store_link(load->files, load->count);
	if (rc < 0)
		return rc;
	rc = cycles_refuse(load->files, load->count);
	if (rc == 0)
		rc = load_target_complete(load->files, load->count);
	if (rc < 0)
		return rc;
	publish_check(load->files, load->count);
	load_uplink_link(load->files, load->count);
	rc = load_network_link(
		load->files, load->count, load->gather.source->saved, &bridge);
	if (rc == 0 && load->gather.source->look)
		load->gather.source->look(load->files, load->count);
	return rc;
}

static void forget_files(struct load *load)
{
	for (size_t i = 0; load->files && i < load->count; i++) {
		draft_done(&load->files[i]);
		unit_file_done(&load->files[i].unit);
		load->files[i] = (struct draft){0};
	}
	load->count = 0;
	load->others = 0;
	load->gather.data_len = 0;
}

/* Makes an instance of a template, to see what instances of it would say. */
static int read_sample(struct load *load, const char *file)
{
	struct scan_entry *entry = scan_find(&load->gather.scan, file);
	char name[NAME_MAX + 1];
	enum unit_kind kind;
	size_t stem;
	int rc;

	if (!entry || scan_type(file, &kind, &stem) != SCAN_UNIT ||
		!template_is(file, stem))
		return 0;
	rc = template_default(&load->gather, entry, name);
	/*
	 * "1" is a good instance name wherever the file uses it, also as a
	 * port.
	 */
	if (rc == 0)
		rc = fmt_print(name, sizeof(name), "%.*s1%s", (int)stem, file,
			file + stem);
	return rc > 0 ? make_instance(load, name) : 0;
}

static int read_all(struct load *load)
{
	const char *only = load->gather.source->only;
	int rc = read_files(load, false);

	/*
	 * Units that only the data partition has come last, so that they do not
	 * take the places of the firmware's.
	 */
	if (rc == 0)
		rc = read_files(load, true);
	if (rc == 0 && (only || load->gather.source->sample))
		rc = read_sample(
			load, only ? only : load->gather.source->sample);
	if (rc == 0 && !only)
		rc = read_instances(load);
	if (rc == 0)
		rc = add_kernel_uplink(load, load->gather.source->cmdline);
	if (rc == 0)
		load->count = load_target_add(load->files, load->count);
	return rc < 0 ? rc : link_units(load);
}

int load_all(struct conf *conf, const struct gather_source *source)
{
	struct load load = {.gather = {.source = source,
				    .text = malloc(CONF_FILE_MAX + 1)}};
	int rc = load.gather.text ? scan_dirs(&load.gather.scan, source->dirs,
					    source->trust.data)
				  : -ENOMEM;

	*conf = (struct conf){0};
	report_limit(PROBLEMS_LOGGED_MAX);
	/* calloc() of the maximum takes only the pages that are used. */
	load.files =
		calloc(CONF_UNITS_MAX + 1 + TARGET_COUNT, sizeof(*load.files));
	if (rc == 0)
		rc = load.files ? read_all(&load) : -ENOMEM;
	while (rc == 0 && (rc = fallback_turn(&load.fallback, &load.gather,
				   load.files, load.count)) > 0) {
		forget_files(&load);
		load.rounds++;
		rc = read_all(&load);
	}
	if (rc == 0)
		rc = settle(conf, &load);
	forget_files(&load);
	free(load.files);
	free(load.gather.text);
	scan_done(&load.gather.scan);
	scan_done(&load.gather.lower);
	fallback_done(&load.fallback);
	if (rc < 0)
		conf_done(conf);
	return rc;
}
